import { createHash } from "node:crypto";
import { Long } from "bson";
import type { Code, Decimal128, ObjectId, Timestamp } from "bson";
import { binaryParts, bsonTypeOrder, isDocument, numericValue, regexParts, toRational } from "./bson-order.ts";
import type { Value } from "./bson-order.ts";

/** lmdb takes keys of at most 1,978 bytes; collection, index and record numbers need some of them. */
const MAX_VALUE_BYTES = 1_900;
const HASHED_PREFIX_BYTES = 1_800;

export type EncodedKey = {
  bytes: Buffer;
  /** The tail was replaced by a hash: equal keys are equal still, but their order says nothing. */
  hashed: boolean;
};

/** First byte of a value of each type: BSON's order, with room below and above. */
export function typeByte(value: Value): number {
  return bsonTypeOrder(value) * 2;
}

/** Bytes whose order (memcmp) is BSON's order of the values, each inverted where its direction is -1. */
export function encodeKey(values: readonly Value[], directions: readonly number[]): EncodedKey {
  const parts = values.map((value, index) => {
    const bytes = encodeValue(value);
    return (directions[index] ?? 1) < 0 ? invert(bytes) : bytes;
  });
  const bytes = Buffer.concat(parts);
  if (bytes.length <= MAX_VALUE_BYTES) return { bytes, hashed: false };
  const hash = createHash("sha256").update(bytes).digest();
  return { bytes: Buffer.concat([bytes.subarray(0, HASHED_PREFIX_BYTES), hash]), hashed: true };
}

export function invert(bytes: Buffer): Buffer {
  const inverted = Buffer.allocUnsafe(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) inverted[index] = 255 - (bytes[index] as number);
  return inverted;
}

/** One value: its type's byte, then bytes that sort as the values do and never are a prefix of another's. */
export function encodeValue(value: Value): Buffer {
  const type = Buffer.from([typeByte(value)]);
  switch (bsonTypeOrder(value)) {
    case 3:
      return Buffer.concat([type, encodeNumber(numericValue(value))]);
    case 4:
      return Buffer.concat([type, encodeString(String(value))]);
    case 5: {
      if (!isDocument(value)) return type;
      const parts = Object.entries(value).flatMap(([key, field]) => [Buffer.from([typeByte(field)]), encodeString(key), encodeValue(field)]);
      return Buffer.concat([type, ...parts, Buffer.from([0])]);
    }
    case 6:
      return Buffer.concat([type, ...(value as Value[]).map(encodeValue), Buffer.from([0])]);
    case 7: {
      const { bytes, subtype } = binaryParts(value);
      const head = Buffer.alloc(5);
      head.writeUInt32BE(bytes.length);
      head[4] = subtype;
      return Buffer.concat([type, head, bytes]);
    }
    case 8:
      return Buffer.concat([type, (value as ObjectId).id]);
    case 9:
      return Buffer.concat([type, Buffer.from([value ? 1 : 0])]);
    case 10: {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64BE(BigInt((value as Date).getTime()));
      bytes[0] = (bytes[0] as number) ^ 0x80;
      return Buffer.concat([type, bytes]);
    }
    case 11: {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64BE(BigInt.asUintN(64, Long.fromBits((value as Timestamp).low, (value as Timestamp).high).toBigInt()));
      return Buffer.concat([type, bytes]);
    }
    case 12: {
      const { pattern, options } = regexParts(value);
      return Buffer.concat([type, encodeString(pattern), encodeString(options)]);
    }
    case 14:
      return Buffer.concat([type, encodeString(String((value as Code).code))]);
    default:
      return type;
  }
}

/** UTF-8 with `00` written as `00 FF`, ended by `00 00`. */
function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  if (!bytes.includes(0)) return Buffer.concat([bytes, Buffer.from([0, 0])]);
  const escaped: number[] = [];
  for (const byte of bytes) {
    escaped.push(byte);
    if (byte === 0) escaped.push(255);
  }
  return Buffer.from([...escaped, 0, 0]);
}

/**
 * The double nearest toward zero, order-preserving, then 0x80 when that is exact; else 0x81 (or 0x7F below zero) and
 * how far the number lies toward the next double, as a fraction of 128 bits.
 */
function encodeNumber(value: number | bigint | Decimal128): Buffer {
  if (typeof value === "number") return Buffer.concat([doubleBytes(value), Buffer.from([0x80])]);
  const text = String(value);
  if (text === "NaN" || text === "Infinity" || text === "-Infinity") return Buffer.concat([doubleBytes(Number(text)), Buffer.from([0x80])]);
  const { numerator, denominator } = toRational(value);
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  let below = Math.min(Math.abs(Number(text)), Number.MAX_VALUE);
  if (isGreater(below, magnitude, denominator)) below = nextDouble(below, -1n);
  const exact = toRational(below);
  const rest = magnitude * exact.denominator - exact.numerator * denominator;
  const head = doubleBytes(negative ? -below : below);
  if (rest === 0n) return Buffer.concat([head, Buffer.from([0x80])]);
  const above = toRational(nextDouble(below, 1n));
  const gap = above.numerator * exact.denominator - exact.numerator * above.denominator;
  // rest / (denominator * exact.denominator) divided by gap / (above.denominator * exact.denominator)
  const fraction = gap <= 0n ? (1n << 128n) - 1n : (rest * above.denominator * (1n << 128n)) / (denominator * gap);
  const bounded = fraction >= 1n << 128n ? (1n << 128n) - 1n : fraction;
  const tail = Buffer.from(bounded.toString(16).padStart(32, "0"), "hex");
  return Buffer.concat([head, Buffer.from([negative ? 0x7f : 0x81]), negative ? invert(tail) : tail]);
}

function isGreater(double: number, numerator: bigint, denominator: bigint): boolean {
  const exact = toRational(double);
  return exact.numerator * denominator > numerator * exact.denominator;
}

function nextDouble(value: number, step: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + step);
  const next = view.getFloat64(0);
  return Number.isFinite(next) ? next : Number.MAX_VALUE;
}

function doubleBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  // NaN sorts below every number.
  if (Number.isNaN(value)) return bytes;
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  if ((bytes[0] as number) & 0x80) return invert(bytes);
  bytes[0] = (bytes[0] as number) | 0x80;
  return bytes;
}
