import { objectOf, textOf } from "../shared/json-fields.ts";
import type { JsonObject } from "../shared/json-fields.ts";

export { claimsOf, minorOf, objectOf, textOf } from "../shared/json-fields.ts";
export type { Claims } from "../shared/json-fields.ts";

/** A Stripe object as it came: any field may be missing, null, an id or an expanded object, in any API version. */
export type StripeObject = JsonObject;

/** The id in a field that holds an id or the object itself. */
export function idOf(value: unknown): string | null {
  return textOf(value) ?? textOf(objectOf(value)["id"]);
}

/** Seconds since 1970 as a Date. */
export function dateOf(value: unknown): Date | null {
  return typeof value === "number" && Number.isFinite(value) && value > 0 && value < 1e11 ? new Date(value * 1_000) : null;
}

export function listOf(value: unknown): StripeObject[] {
  const data = Array.isArray(value) ? value : objectOf(value)["data"];
  return Array.isArray(data) ? data.map(objectOf) : [];
}
