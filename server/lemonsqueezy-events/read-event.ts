import { claimsOf, objectOf, textOf } from "../shared/json-fields.ts";
import type { Claims, JsonObject } from "../shared/json-fields.ts";

/** A Lemon Squeezy webhook's body. It has no id of its own. */
export type LemonSqueezyEvent = { name: string; kind: string; objectId: string; attributes: JsonObject; claims: Claims; livemode: boolean };

/** Reads the envelope; null when it is none. */
export function readLemonSqueezyEvent(json: unknown): LemonSqueezyEvent | null {
  const [meta, data] = [objectOf(objectOf(json)["meta"]), objectOf(objectOf(json)["data"])];
  const [name, kind, objectId] = [textOf(meta["event_name"]), textOf(data["type"]), textOf(data["id"])];
  if (!name || name.length > 100 || !kind || !objectId || objectId.length > 64) return null;
  const attributes = objectOf(data["attributes"]);
  return { name, kind, objectId, attributes, claims: claimsOf(meta["custom_data"]), livemode: attributes["test_mode"] !== true && meta["test_mode"] !== true };
}

/** An id in an attribute, which may be a number or text. */
export function idOf(value: unknown): string | null {
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : textOf(value);
}

/** ISO text as a Date. */
export function dateOf(value: unknown): Date | null {
  const date = new Date(textOf(value) ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Names of the objects that an event speaks of, told apart from other providers' and from each other: an order and a subscription may have one number. */
export function readObjectIds({ kind, objectId, attributes }: LemonSqueezyEvent): string[] {
  const ids = [`${kind}:${objectId}`];
  if (idOf(attributes["order_id"])) ids.push(`orders:${idOf(attributes["order_id"])}`);
  if (idOf(attributes["subscription_id"])) ids.push(`subscriptions:${idOf(attributes["subscription_id"])}`);
  return ids.map((id) => `lemonsqueezy:${id}`);
}
