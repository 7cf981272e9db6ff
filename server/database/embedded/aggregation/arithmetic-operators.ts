import { Decimal128, Double, Int32, Long } from "bson";
import { isNumeric, numericValue } from "../bson-order.ts";
import { asNumber, calculate, divide, integer, isDouble } from "../number-arithmetic.ts";
import { MongoError } from "../mongo-error.ts";
import { compareValues } from "./logic-operators.ts";
import { describe, integerOf, isNullish, operator } from "./operands.ts";
import type { Value } from "../bson-order.ts";
import type { ExpressionOperator } from "./compile-expression.ts";

function number(value: Value, name: string): Value {
  if (!isNumeric(value)) throw new MongoError(14, `${name} only supports numeric types, not ${describe(value)}`);
  return value;
}

function add(args: Value[], name: string): Value {
  if (args.some(isNullish)) return null;
  const dates = args.filter((arg) => arg instanceof Date);
  if (dates.length > 1) throw new MongoError(16612, "only one date allowed in an $add expression");
  let sum: Value = new Int32(0);
  for (const arg of args) if (!(arg instanceof Date)) sum = calculate(sum, number(arg, name), "add", true);
  return dates.length === 1 ? new Date((dates[0] as Date).getTime() + Math.round(asNumber(sum))) : sum;
}

function subtract([a, b]: Value[]): Value {
  if (isNullish(a) || isNullish(b)) return null;
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date && isNumeric(b)) return new Date(a.getTime() - Math.round(asNumber(b)));
  if (!isNumeric(a) || !isNumeric(b)) throw new MongoError(14, `can't $subtract ${describe(b)} from ${describe(a)}`);
  return calculate(a, b, "subtract", true);
}

function remainder([a, b]: Value[], name: string): Value {
  if (isNullish(a) || isNullish(b)) return null;
  number(a, name);
  number(b, name);
  if (asNumber(b) === 0) throw new MongoError(16610, "can't $mod by zero");
  if (a instanceof Decimal128 || b instanceof Decimal128) throw withoutDecimals(name);
  if (isDouble(a) || isDouble(b)) return new Double(asNumber(a) % asNumber(b));
  const result = BigInt(numericValue(a) as number | bigint) % BigInt(numericValue(b) as number | bigint);
  return a instanceof Long || b instanceof Long ? Long.fromBigInt(result) : new Int32(Number(result));
}

function withoutDecimals(name: string): MongoError {
  return new MongoError(238, `${name} of Decimal128 is not supported by the embedded engine: use a MongoDB server for it`);
}

/** An operator whose result is a double, whatever the argument's type. */
function real(compute: (value: number) => number): ExpressionOperator {
  return operator(1, 1, ([value], name) => {
    if (isNullish(value)) return null;
    if (number(value, name) instanceof Decimal128) throw withoutDecimals(name);
    return new Double(compute(asNumber(value)));
  });
}

/** An operator that leaves integers as they are. */
function whole(compute: (value: number) => number): ExpressionOperator {
  return operator(1, 1, ([value], name) => {
    if (isNullish(value)) return null;
    if (number(value, name) instanceof Decimal128) throw withoutDecimals(name);
    return isDouble(value) ? new Double(compute(asNumber(value))) : value;
  });
}

function toPlace(compute: (scaled: number) => number): ExpressionOperator {
  return operator(1, 2, ([value, place = new Int32(0)], name) => {
    if (isNullish(value) || isNullish(place)) return null;
    if (number(value, name) instanceof Decimal128) throw withoutDecimals(name);
    const digits = integerOf(place, name, 51082);
    if (!isDouble(value) && digits >= 0) return value;
    const scaled = Number(`${asNumber(value)}e${digits}`);
    const rounded = Number.isFinite(scaled) ? Number(`${compute(scaled)}e${-digits}`) : asNumber(value);
    return isDouble(value) ? new Double(rounded) : integer(rounded);
  });
}

/** Halves go to the even neighbour. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

function bitwise(start: number, apply: (a: bigint, b: bigint) => bigint): ExpressionOperator {
  return operator(0, Infinity, (args) => {
    if (args.some(isNullish)) return null;
    if (args.some((arg) => !(arg instanceof Int32 || arg instanceof Long))) throw new MongoError(14, "bitwise expressions only support int and long operands");
    const result = args.map((arg) => BigInt(numericValue(arg) as number | bigint)).reduce(apply, BigInt(start));
    return args.some((arg) => arg instanceof Long) ? Long.fromBigInt(BigInt.asIntN(64, result)) : new Int32(Number(BigInt.asIntN(32, result)));
  });
}

const MATH = ["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"] as const;

export const ARITHMETIC_OPERATORS: Record<string, ExpressionOperator> = {
  $add: operator(0, Infinity, add),
  $subtract: operator(2, 2, subtract),
  $multiply: operator(0, Infinity, (args, name) => (args.some(isNullish) ? null : args.reduce((product, arg) => calculate(product, number(arg, name), "multiply", true), new Int32(1)))),
  $divide: operator(2, 2, ([a, b], name) => (isNullish(a) || isNullish(b) ? null : divide(number(a, name), number(b, name)))),
  $mod: operator(2, 2, remainder),
  $abs: operator(1, 1, ([value], name) => (isNullish(value) ? null : compareValues(number(value, name), new Int32(0)) < 0 ? calculate(new Int32(0), value, "subtract", true) : value)),
  $ceil: whole(Math.ceil),
  $floor: whole(Math.floor),
  $trunc: toPlace(Math.trunc),
  $round: toPlace(roundHalfEven),
  $exp: real(Math.exp),
  $sqrt: operator(1, 1, ([value], name) => {
    if (isNullish(value)) return null;
    if (number(value, name) instanceof Decimal128) throw withoutDecimals(name);
    if (asNumber(value) < 0) throw new MongoError(28714, "$sqrt's argument must be greater than or equal to 0");
    return new Double(Math.sqrt(asNumber(value)));
  }),
  $ln: operator(1, 1, ([value], name) => logarithm(value, null, name)),
  $log10: operator(1, 1, ([value], name) => logarithm(value, new Int32(10), name)),
  $log: operator(2, 2, ([value, base], name) => (isNullish(base) ? null : logarithm(value, base, name))),
  $pow: operator(2, 2, ([base, exponent], name) => {
    if (isNullish(base) || isNullish(exponent)) return null;
    if (number(base, name) instanceof Decimal128 || number(exponent, name) instanceof Decimal128) throw withoutDecimals(name);
    if (asNumber(base) === 0 && asNumber(exponent) < 0) throw new MongoError(28764, "$pow cannot take a base of 0 and a negative exponent");
    if (isDouble(base) || isDouble(exponent) || asNumber(exponent) < 0) return new Double(asNumber(base) ** asNumber(exponent));
    const exact = BigInt(numericValue(base) as number | bigint) ** BigInt(numericValue(exponent) as number | bigint);
    if (exact >= 2n ** 63n || exact < -(2n ** 63n)) return new Double(Number(exact));
    return base instanceof Long || exponent instanceof Long ? Long.fromBigInt(exact) : integer(exact);
  }),
  $bitAnd: bitwise(-1, (a, b) => a & b),
  $bitOr: bitwise(0, (a, b) => a | b),
  $bitXor: bitwise(0, (a, b) => a ^ b),
  $bitNot: operator(1, 1, ([value]) => (isNullish(value) ? null : value instanceof Long ? value.not() : new Int32(~integerOf(value, "$bitNot", 14)))),
  $degreesToRadians: real((value) => (value * Math.PI) / 180),
  $radiansToDegrees: real((value) => (value * 180) / Math.PI),
  $atan2: operator(2, 2, ([y, x], name) => (isNullish(y) || isNullish(x) ? null : new Double(Math.atan2(asNumber(number(y, name)), asNumber(number(x, name)))))),
  $rand: () => () => new Double(Math.random()),
  ...Object.fromEntries(MATH.map((name) => [`$${name}`, real(Math[name])])),
};

function logarithm(value: Value, base: Value, name: string): Value {
  if (isNullish(value)) return null;
  if (number(value, name) instanceof Decimal128) throw withoutDecimals(name);
  if (asNumber(value) <= 0) throw new MongoError(28758, `${name}'s argument must be a positive number`);
  if (base === null) return new Double(Math.log(asNumber(value)));
  if (asNumber(base) === 10) return new Double(Math.log10(asNumber(value)));
  if (asNumber(base) <= 0 || asNumber(base) === 1) throw new MongoError(28759, "$log's base must be a positive number not equal to 1");
  return new Double(Math.log(asNumber(value)) / Math.log(asNumber(base)));
}
