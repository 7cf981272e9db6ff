import { createHash } from "node:crypto";
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

/** Where keys are written before they are copied out at their length: most are short, and there is one for each index of each document. */
let scratch = Buffer.allocUnsafe(4_096);
let at = 0;

function room(bytes: number): void {
  if (at + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, at + bytes));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

function put(byte: number): void {
  room(1);
  scratch[at] = byte;
  at += 1;
}

function putBytes(bytes: Uint8Array): void {
  room(bytes.length);
  scratch.set(bytes, at);
  at += bytes.length;
}

/** Bytes whose order (memcmp) is BSON's order of the values, each inverted where its direction is -1. */
export function encodeKey(values: readonly Value[], directions: readonly number[]): EncodedKey {
  at = 0;
  for (let index = 0; index < values.length; index += 1) {
    const start = at;
    writeValue(values[index]);
    if ((directions[index] ?? 1) < 0) for (let byte = start; byte < at; byte += 1) scratch[byte] = 255 - (scratch[byte] as number);
  }
  const bytes = Buffer.from(scratch.subarray(0, at));
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
  at = 0;
  writeValue(value);
  return Buffer.from(scratch.subarray(0, at));
}

function writeValue(value: Value): void {
  put(typeByte(value));
  switch (bsonTypeOrder(value)) {
    case 3:
      return writeNumber(numericValue(value));
    case 4:
      return writeString(String(value));
    case 5:
      if (!isDocument(value)) return;
      for (const [key, field] of Object.entries(value)) {
        put(typeByte(field));
        writeString(key);
        writeValue(field);
      }
      return put(0);
    case 6:
      for (const element of value as Value[]) writeValue(element);
      return put(0);
    case 7: {
      const { bytes, subtype } = binaryParts(value);
      room(5);
      at = scratch.writeUInt32BE(bytes.length, at);
      put(subtype);
      return putBytes(bytes);
    }
    case 8:
      return putBytes((value as ObjectId).id);
    case 9:
      return put(value ? 1 : 0);
    case 10: {
      const time = (value as Date).getTime();
      const high = Math.floor(time / 2 ** 32);
      room(8);
      at = scratch.writeUInt32BE((high + 2 ** 31) >>> 0, at);
      at = scratch.writeUInt32BE((time - high * 2 ** 32) >>> 0, at);
      return;
    }
    case 11:
      room(8);
      at = scratch.writeUInt32BE((value as Timestamp).high >>> 0, at);
      at = scratch.writeUInt32BE((value as Timestamp).low >>> 0, at);
      return;
    case 12: {
      const { pattern, options } = regexParts(value);
      writeString(pattern);
      return writeString(options);
    }
    case 14:
      return writeString(String((value as Code).code));
  }
}

/** UTF-8 with `00` written as `00 FF`, ended by `00 00`. */
function writeString(text: string): void {
  room(text.length * 3 + 2);
  if (!text.includes("\0")) at += scratch.write(text, at, "utf8");
  else {
    for (const byte of Buffer.from(text, "utf8")) {
      put(byte);
      if (byte === 0) put(255);
    }
  }
  put(0);
  put(0);
}

/**
 * The double nearest toward zero, order-preserving, then 0x80 when that is exact; else 0x81 (or 0x7F below zero) and
 * how far the number lies toward the next double, as a fraction of 128 bits.
 */
function writeNumber(value: number | bigint | Decimal128): void {
  if (typeof value === "number") return writeExact(value);
  const text = String(value);
  if (text === "NaN" || text === "Infinity" || text === "-Infinity") return writeExact(Number(text));
  if (typeof value === "bigint" && value <= MAX_EXACT && value >= -MAX_EXACT) return writeExact(Number(value));
  const { numerator, denominator } = toRational(value);
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  let below = Math.min(Math.abs(Number(text)), Number.MAX_VALUE);
  if (isGreater(below, magnitude, denominator)) below = nextDouble(below, -1n);
  const exact = toRational(below);
  const rest = magnitude * exact.denominator - exact.numerator * denominator;
  if (rest === 0n) return writeExact(negative ? -below : below);
  writeDouble(negative ? -below : below);
  const above = toRational(nextDouble(below, 1n));
  const gap = above.numerator * exact.denominator - exact.numerator * above.denominator;
  // rest / (denominator * exact.denominator) divided by gap / (above.denominator * exact.denominator)
  const fraction = gap <= 0n ? (1n << 128n) - 1n : (rest * above.denominator * (1n << 128n)) / (denominator * gap);
  const bounded = fraction >= 1n << 128n ? (1n << 128n) - 1n : fraction;
  const tail = Buffer.from(bounded.toString(16).padStart(32, "0"), "hex");
  put(negative ? 0x7f : 0x81);
  putBytes(negative ? invert(tail) : tail);
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

const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

function writeExact(value: number): void {
  writeDouble(value);
  put(0x80);
}

function writeDouble(value: number): void {
  room(8);
  const start = at;
  at += 8;
  // NaN sorts below every number.
  if (Number.isNaN(value)) return void scratch.fill(0, start, at);
  scratch.writeDoubleBE(value === 0 ? 0 : value, start);
  if ((scratch[start] as number) & 0x80) for (let byte = start; byte < at; byte += 1) scratch[byte] = 255 - (scratch[byte] as number);
  else scratch[start] = (scratch[start] as number) | 0x80;
}
