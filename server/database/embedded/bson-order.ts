import { Binary, BSONRegExp, Code, DBRef, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from "bson";
import type { Document } from "bson";

export type Value = unknown;

/** What stands for an array without elements in an index and in a sort: MongoDB puts it before null. */
export const EMPTY_ARRAY = Symbol("an empty array");

/** A nested document, not one of BSON's own types. */
export function isDocument(value: Value): value is Document {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    (value as { _bsontype?: string })._bsontype === undefined &&
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    !ArrayBuffer.isView(value)
  );
}

export function isNumeric(value: Value): boolean {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Int32 || value instanceof Double || value instanceof Long || value instanceof Decimal128;
}

/** A number of any BSON type as number, or as bigint for 64-bit integers; Decimal128 stays itself. */
export function numericValue(value: Value): number | bigint | Decimal128 {
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long && !(value instanceof Timestamp)) return value.toBigInt();
  return value as number | bigint | Decimal128;
}

/** Place of a value's type in BSON's order (MongoDB manual, "Comparison/Sort Order"); numbers of all types share one. */
export function bsonTypeOrder(value: Value): number {
  if (value === undefined || value === null) return 2;
  if (value === EMPTY_ARRAY) return 1.5;
  switch (typeof value) {
    case "number":
    case "bigint":
      return 3;
    case "string":
      return 4;
    case "boolean":
      return 9;
  }
  // The usual ones first.
  if (value instanceof Date) return 10;
  if (value instanceof ObjectId) return 8;
  if (value instanceof MinKey) return 1;
  if (value instanceof Timestamp) return 11;
  if (isNumeric(value)) return 3;
  if (Array.isArray(value)) return 6;
  if (value instanceof Binary || ArrayBuffer.isView(value)) return 7;
  if (value instanceof BSONRegExp || value instanceof RegExp) return 12;
  if (value instanceof DBRef) return 13;
  if (value instanceof Code) return 14;
  if (value instanceof MaxKey) return 127;
  if ((value as { _bsontype?: string })._bsontype === "BSONSymbol") return 4;
  return 5;
}

/** Compares two values in BSON's order: negative, 0 or positive. A missing value counts as null. */
export function compareBson(a: Value, b: Value): number {
  const order = bsonTypeOrder(a);
  const difference = order - bsonTypeOrder(b);
  if (difference !== 0) return difference;
  switch (order) {
    case 3:
      return compareNumbers(numericValue(a), numericValue(b));
    case 4:
      return compareStrings(String(a), String(b));
    case 5:
      return compareDocuments(a as Document, b as Document);
    case 6:
      return compareArrays(a as Value[], b as Value[]);
    case 7:
      return compareBinary(a, b);
    case 8:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case 9:
      return Number(a) - Number(b);
    case 10:
      return (a as Date).getTime() - (b as Date).getTime();
    case 11:
      return (a as Timestamp).compare(b as Timestamp);
    case 12: {
      const [x, y] = [regexParts(a), regexParts(b)];
      return compareStrings(x.pattern, y.pattern) || compareStrings(x.options, y.options);
    }
    case 14:
      return compareStrings(String((a as Code).code), String((b as Code).code));
    default:
      return 0;
  }
}

export function equalBson(a: Value, b: Value): boolean {
  return compareBson(a, b) === 0;
}

export function regexParts(value: Value): { pattern: string; options: string } {
  if (value instanceof RegExp) return { pattern: value.source, options: value.flags };
  const { pattern, options } = value as BSONRegExp;
  return { pattern, options };
}

/** By code points, which is the order of UTF-8 bytes; JavaScript's own order differs beyond the basic plane. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x === y) continue;
    const surrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
    if (surrogate(x) !== surrogate(y)) return surrogate(x) ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

function compareNumbers(a: number | bigint | Decimal128, b: number | bigint | Decimal128): number {
  const [nanA, nanB] = [isNaNValue(a), isNaNValue(b)];
  if (nanA || nanB) return nanA === nanB ? 0 : nanA ? -1 : 1;
  if (!(a instanceof Decimal128) && !(b instanceof Decimal128)) return a < b ? -1 : a > b ? 1 : 0;
  const [infiniteA, infiniteB] = [infinity(a), infinity(b)];
  if (infiniteA !== 0 || infiniteB !== 0) return infiniteA - infiniteB;
  const [x, y] = [toRational(a), toRational(b)];
  const [left, right] = [x.numerator * y.denominator, y.numerator * x.denominator];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isNaNValue(value: number | bigint | Decimal128): boolean {
  return value instanceof Decimal128 ? value.toString() === "NaN" : typeof value === "number" && Number.isNaN(value);
}

function infinity(value: number | bigint | Decimal128): number {
  if (value instanceof Decimal128) {
    const text = value.toString();
    return text === "Infinity" ? 1 : text === "-Infinity" ? -1 : 0;
  }
  return value === Infinity ? 1 : value === -Infinity ? -1 : 0;
}

/** A finite number as an exact fraction with a positive denominator. */
export function toRational(value: number | bigint | Decimal128): { numerator: bigint; denominator: bigint } {
  if (typeof value === "bigint") return { numerator: value, denominator: 1n };
  if (value instanceof Decimal128) {
    const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(value.toString());
    if (!match) return { numerator: 0n, denominator: 1n };
    const digits = BigInt(`${match[2]}${match[3] ?? ""}`) * (match[1] === "-" ? -1n : 1n);
    const exponent = Number(match[4] ?? 0) - (match[3]?.length ?? 0);
    return exponent >= 0 ? { numerator: digits * 10n ** BigInt(exponent), denominator: 1n } : { numerator: digits, denominator: 10n ** BigInt(-exponent) };
  }
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}

function compareDocuments(a: Document, b: Document): number {
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)];
  for (let index = 0; index < Math.min(keysA.length, keysB.length); index += 1) {
    const [keyA, keyB] = [keysA[index] as string, keysB[index] as string];
    const difference = bsonTypeOrder(a[keyA]) - bsonTypeOrder(b[keyB]) || compareStrings(keyA, keyB) || compareBson(a[keyA], b[keyB]);
    if (difference !== 0) return difference;
  }
  return keysA.length - keysB.length;
}

function compareArrays(a: Value[], b: Value[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = compareBson(a[index], b[index]);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareBinary(a: Value, b: Value): number {
  const [x, y] = [binaryParts(a), binaryParts(b)];
  return x.bytes.length - y.bytes.length || x.subtype - y.subtype || Buffer.compare(x.bytes, y.bytes);
}

export function binaryParts(value: Value): { bytes: Uint8Array; subtype: number } {
  if (value instanceof Binary) return { bytes: value.buffer.subarray(0, value.position), subtype: value.sub_type };
  const view = value as ArrayBufferView;
  return { bytes: new Uint8Array(view.buffer, view.byteOffset, view.byteLength), subtype: 0 };
}
