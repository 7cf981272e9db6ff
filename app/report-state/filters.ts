import { isDimension } from "./dimensions.ts";
import type { Dimension } from "./dimensions.ts";

export const OPERATORS = { is: { label: "is", prefix: "filter_" }, not: { label: "is not", prefix: "filter_not_" }, contains: { label: "contains", prefix: "filter_contains_" } } as const;
export type Operator = keyof typeof OPERATORS;
export type Filter = { param: string; dimension: Dimension; operator: Operator; value: string };

/** The filters that an address holds, in its order; parameters that are none are passed over. */
export function readFilters(query: URLSearchParams): Filter[] {
  return [...query].flatMap(([param, value]) => {
    const operator = (["contains", "not", "is"] as const).find((name) => param.startsWith(OPERATORS[name].prefix) && isDimension(param.slice(OPERATORS[name].prefix.length)));
    return operator ? [{ param, dimension: param.slice(OPERATORS[operator].prefix.length) as Dimension, operator, value }] : [];
  });
}

/** As the procedures take them: `dimension`, `not_dimension`, `contains_dimension`, each with its alternatives. */
export function filtersForProcedure(filters: readonly Filter[]): Record<string, string[]> {
  const byName: Record<string, string[]> = {};
  for (const { param, value } of filters) (byName[param.slice("filter_".length)] ??= []).push(value);
  return byName;
}

/** The address with a filter more. A click on a row that is already filtered changes nothing. */
export function withFilter(query: URLSearchParams, dimension: Dimension, operator: Operator, value: string): string {
  const next = new URLSearchParams(query);
  const param = `${OPERATORS[operator].prefix}${dimension}`;
  if (!next.getAll(param).includes(value)) next.append(param, value);
  next.delete("cursor");
  return `?${next.toString()}`;
}

/** The address without a filter. */
export function withoutFilter(query: URLSearchParams, { param, value }: Filter): string {
  const next = new URLSearchParams([...query].filter(([key, text]) => key !== param || text !== value));
  return `?${next.toString()}`;
}

export function withoutFilters(query: URLSearchParams): string {
  return `?${new URLSearchParams([...query].filter(([key]) => !key.startsWith("filter_"))).toString()}`;
}

/** The address with some parameters changed; null takes one away. */
export function withParams(query: URLSearchParams, changes: Record<string, string | null>): string {
  const next = new URLSearchParams(query);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  return `?${next.toString()}`;
}
