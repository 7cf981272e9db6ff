import { DIMENSIONS, isDimension } from "../read-model/dimensions.ts";
import type { Dimension } from "../read-model/dimensions.ts";
import { AppError } from "../shared/app-error.ts";

export type FilterOperator = "is" | "is_not" | "contains";

/** Values are alternatives; the empty text stands for "no value". `contains` looks for the text itself, whatever its case. */
export type Filter = { dimension: Dimension; operator: FilterOperator; values: string[] };

/** All of them must hold. */
export type Filters = Filter[];

const PREFIXES: Record<FilterOperator, string> = { is: "", is_not: "not_", contains: "contains_" };

/** Every name that `parseFilters` knows. */
export const FILTER_NAMES: readonly string[] = Object.values(PREFIXES).flatMap((prefix) => DIMENSIONS.map((dimension) => `${prefix}${dimension}`));

const MAX_VALUES = 100;
const MAX_LENGTH = 1_000;

/** Reads `<dimension>`, `not_<dimension>` and `contains_<dimension>` with their values. Throws `bad_request` that names what is unknown. */
export function parseFilters(given: Record<string, string | string[]>): Filters {
  return Object.entries(given).map(([name, value]) => {
    const operator: FilterOperator = name.startsWith("not_") ? "is_not" : name.startsWith("contains_") ? "contains" : "is";
    const dimension = name.slice(PREFIXES[operator].length);
    const values = Array.isArray(value) ? value : [value];
    if (!isDimension(dimension)) {
      throw new AppError("bad_request", `filter_${name} is unknown: filters are ${DIMENSIONS.map((known) => `filter_${known}`).join(", ")}, each also as filter_not_… and filter_contains_…`);
    }
    if (values.length > MAX_VALUES || values.some((text) => text.length > MAX_LENGTH)) throw new AppError("bad_request", `filter_${name} must have at most ${MAX_VALUES} values of at most ${MAX_LENGTH} characters`);
    return { dimension, operator, values };
  });
}
