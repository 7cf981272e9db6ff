import { AppError } from "../shared/app-error.ts";
import { DIMENSIONS, isDimension } from "./dimensions.ts";
import type { Dimension } from "./dimensions.ts";

/** Wanted values by dimension; the empty text stands for "no value". Several values of one dimension are alternatives. */
export type Filters = Partial<Record<Dimension | "hostname" | "goal", string[]>>;

export const FILTER_NAMES: readonly (Dimension | "hostname" | "goal")[] = [...DIMENSIONS, "hostname", "goal"];

/** Checks filters' names. Throws `bad_request` that names the one that is unknown. */
export function parseFilters(given: Record<string, string | string[]>): Filters {
  const filters: Filters = {};
  for (const [name, value] of Object.entries(given)) {
    if (!isDimension(name) && name !== "hostname" && name !== "goal") {
      throw new AppError("bad_request", `filter_${name} is unknown: filters are ${FILTER_NAMES.map((known) => `filter_${known}`).join(", ")}`);
    }
    filters[name] = Array.isArray(value) ? value : [value];
  }
  return filters;
}
