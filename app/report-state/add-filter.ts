import { redirect } from "@remix-run/node";
import { isDimension } from "./dimensions.ts";
import { OPERATORS, withFilter } from "./filters.ts";
import type { Operator } from "./filters.ts";

/** The filter editor's form names three things; the address holds one parameter: goes there. */
export function redirectToAddedFilter(request: Request): void {
  const { pathname, searchParams } = new URL(request.url);
  const dimension = searchParams.get("add_dimension");
  if (dimension === null) return;
  const operator = searchParams.get("add_operator") ?? "is";
  const value = searchParams.get("add_value") ?? "";
  for (const name of ["add_dimension", "add_operator", "add_value"]) searchParams.delete(name);
  const pointless = operator === "contains" && value === "";
  const known = isDimension(dimension) && Object.hasOwn(OPERATORS, operator) && !pointless;
  throw redirect(pathname + (known ? withFilter(searchParams, dimension, operator as Operator, value) : `?${searchParams.toString()}`));
}
