import { Decimal128, Double, Int32, Long } from "bson";
import { isNumeric, numericValue, toRational } from "./bson-order.ts";
import { MongoError } from "./mongo-error.ts";
import type { Value } from "./bson-order.ts";

export type Arithmetic = "add" | "subtract" | "multiply";

/**
 * Calculates with two numbers of any BSON type; the result has the wider type, and an int32 that overflows becomes a 64-bit integer. What a 64-bit
 * integer cannot hold becomes a double when `wide` (as aggregation does), else it is undefined (updates refuse it).
 */
export function calculate(a: Value, b: Value, operation: Arithmetic, wide: boolean): Value {
  const [x, y] = [numericValue(a), numericValue(b)];
  if (x instanceof Decimal128 || y instanceof Decimal128) return calculateDecimals(decimalOf(x), decimalOf(y), operation);
  if (isDouble(a) || isDouble(b)) return new Double(onNumbers(Number(x), Number(y), operation));
  if (a instanceof Int32 && b instanceof Int32) {
    const small = onNumbers(a.value, b.value, operation);
    if (small >= -2_147_483_648 && small <= 2_147_483_647) return new Int32(small);
  }
  const [left, right] = [BigInt(x), BigInt(y)];
  const exact = operation === "add" ? left + right : operation === "subtract" ? left - right : left * right;
  if (!isLong(a) && !isLong(b) && exact >= -(2n ** 31n) && exact < 2n ** 31n) return new Int32(Number(exact));
  if (exact >= -(2n ** 63n) && exact < 2n ** 63n) return Long.fromBigInt(exact);
  return wide ? new Double(Number(exact)) : undefined;
}

function onNumbers(x: number, y: number, operation: Arithmetic): number {
  return operation === "add" ? x + y : operation === "subtract" ? x - y : x * y;
}

export function isDouble(value: Value): boolean {
  return value instanceof Double || (typeof value === "number" && !(Number.isInteger(value) && Math.abs(value) < 2 ** 31));
}

function isLong(value: Value): boolean {
  return value instanceof Long || typeof value === "bigint";
}

/** A number as a JavaScript number, for what is only known as a double. */
export function asNumber(value: Value): number {
  return Number(String(numericValue(value)));
}

/** An integer as int32 where it fits, else as a 64-bit integer. */
export function integer(value: bigint | number): Value {
  const exact = BigInt(value);
  return exact >= -(2n ** 31n) && exact < 2n ** 31n ? new Int32(Number(exact)) : Long.fromBigInt(exact);
}

export function divide(a: Value, b: Value): Value {
  if (asNumber(b) === 0) throw new MongoError(2, "can't $divide by zero");
  if (!(a instanceof Decimal128) && !(b instanceof Decimal128)) return new Double(asNumber(a) / asNumber(b));
  if (!isFiniteNumber(a) || !isFiniteNumber(b)) return decimalOf(asNumber(a) / asNumber(b));
  const [x, y] = [toRational(numericValue(a)), toRational(numericValue(b))];
  const [top, bottom] = [x.numerator * y.denominator, x.denominator * y.numerator];
  // 34 digits and a few to round by.
  const digits = 40 + String(bottom).length;
  return shortest(Decimal128.fromStringWithRounding(`${(top * 10n ** BigInt(digits)) / bottom}E-${digits}`));
}

/** MongoDB gives 2.5 for 5 / 2, not 2.5 with 33 zeros. */
function shortest(value: Decimal128): Decimal128 {
  const match = /^(-?\d+)\.(\d*?)0+(E[+-]?\d+)?$/.exec(value.toString());
  return match ? Decimal128.fromString(`${match[1]}${match[2] ? `.${match[2]}` : ""}${match[3] ?? ""}`) : value;
}

export function isFiniteNumber(value: Value): boolean {
  return isNumeric(value) && Number.isFinite(asNumber(value));
}

/** The decimal that MongoDB converts a number to: 15 significant digits of a double, every digit of an integer. */
export function decimalOf(value: number | bigint | Decimal128): Decimal128 {
  if (value instanceof Decimal128) return value;
  if (typeof value === "bigint") return Decimal128.fromString(String(value));
  if (!Number.isFinite(value)) return Decimal128.fromString(Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
  return Decimal128.fromString(Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : value.toPrecision(15).toUpperCase());
}

function calculateDecimals(a: Decimal128, b: Decimal128, operation: Arithmetic): Decimal128 {
  const [x, y] = [decimalParts(a.toString()), decimalParts(b.toString())];
  if (!x || !y) return decimalOf(onNumbers(Number(a.toString()), Number(b.toString()), operation));
  if (operation === "multiply") return Decimal128.fromStringWithRounding(`${x.digits * y.digits}E${x.exponent + y.exponent}`);
  const exponent = Math.min(x.exponent, y.exponent);
  const left = x.digits * 10n ** BigInt(x.exponent - exponent);
  const right = y.digits * 10n ** BigInt(y.exponent - exponent);
  return Decimal128.fromStringWithRounding(`${operation === "add" ? left + right : left - right}E${exponent}`);
}

/** Digits and power of ten; null for what is not finite. */
function decimalParts(text: string): { digits: bigint; exponent: number } | null {
  const match = /^(-?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  return match && { digits: BigInt(`${match[1]}${match[2] ?? ""}`), exponent: Number(match[3] ?? 0) - (match[2]?.length ?? 0) };
}
