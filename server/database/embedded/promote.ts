import { calculateObjectSize, deserialize, serialize } from "bson";
import type { Document } from "bson";
import type { Value } from "./bson-order.ts";

/** BSON's number wrappers as plain numbers (what mingo understands), keeping the rest. */
export function promote(value: Value): Value {
  return deserialize(serialize({ v: value }, { ignoreUndefined: true }), { promoteValues: true, promoteLongs: true })["v"] as Value;
}

/** Back again: plain integers become int32 where they fit, else doubles. */
export function demote(document: Document): Document {
  return deserialize(serialize(document, { ignoreUndefined: true }), { promoteValues: false, bsonRegExp: true });
}

export function sizeOf(document: Document): number {
  return calculateObjectSize(document, { ignoreUndefined: true });
}
