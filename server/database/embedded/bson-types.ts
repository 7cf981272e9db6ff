import { Decimal128, Double, Int32, Long, Timestamp } from "bson";
import { bsonTypeOrder, isNumeric, numericValue } from "./bson-order.ts";
import type { Value } from "./bson-order.ts";

export const TYPE_NUMBERS: Record<string, number> = {
  double: 1, string: 2, object: 3, array: 4, binData: 5, undefined: 6, objectId: 7, bool: 8, date: 9, null: 10, regex: 11,
  dbPointer: 12, javascript: 13, symbol: 14, javascriptWithScope: 15, int: 16, timestamp: 17, long: 18, decimal: 19, minKey: -1, maxKey: 127,
};

/** Number of a value's BSON type, as `$type` names it. */
export function bsonTypeNumber(value: Value): number {
  if (value === undefined) return 0;
  if (value instanceof Double) return 1;
  if (value instanceof Int32) return 16;
  if (value instanceof Timestamp) return 17;
  if (value instanceof Long || typeof value === "bigint") return 18;
  if (value instanceof Decimal128) return 19;
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 16 : 1;
  return [0, -1, 10, 1, 2, 3, 4, 5, 7, 8, 9, 17, 11, 12, 13][bsonTypeOrder(value)] ?? 127;
}

export function isTruthy(value: Value): boolean {
  if (isNumeric(value)) return Number(String(numericValue(value))) !== 0;
  return value !== false && value !== null && value !== undefined;
}
