import { Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp, UUID, calculateObjectSize } from "bson";
import { binaryParts, isDocument, isNumeric, numericValue } from "../bson-order.ts";
import { asNumber, decimalOf } from "../number-arithmetic.ts";
import { bsonTypeNumber, isTruthy, TYPE_NUMBERS } from "../bson-types.ts";
import { MongoError } from "../mongo-error.ts";
import { describe, isNullish, namedOperands, operator } from "./operands.ts";
import type { Value } from "../bson-order.ts";
import type { Expression, ExpressionOperator } from "./compile-expression.ts";

const TYPE_NAMES = new Map(Object.entries(TYPE_NUMBERS).map(([name, number]) => [number, name]));

/** The name that `$type` gives a value. */
export function typeName(value: Value): string {
  return value === undefined ? "missing" : (TYPE_NAMES.get(bsonTypeNumber(value)) ?? "object");
}

function failed(value: Value, to: string): MongoError {
  return new MongoError(241, `Failed to parse or convert ${describe(value)} to ${to} in $convert with no onError value`);
}

/** A value as text, as `$toString` and `$concat`'s relatives write it. */
export function textOf(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (typeof value === "boolean" || isNumeric(value)) return String(numericValue(value));
  if (value instanceof Binary && value.sub_type === 4) return new UUID(binaryParts(value).bytes).toString();
  throw new MongoError(16007, `can't convert from BSON type ${typeName(value)} to String`);
}

function realNumber(value: Value, to: string): number {
  if (value === true || value === false) return Number(value);
  if (value instanceof Date) return value.getTime();
  if (isNumeric(value)) return asNumber(value);
  if (typeof value === "string" && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)) return Number(value);
  throw failed(value, to);
}

function exactInteger(value: Value, to: string, bits: bigint): bigint {
  if (typeof value === "string" && !/^[+-]?\d+$/.test(value)) throw failed(value, to);
  if (value instanceof Date && bits === 31n) throw failed(value, to);
  const exact = typeof value === "string" ? BigInt(value.replace("+", "")) : value instanceof Long ? value.toBigInt() : truncated(value, to);
  if (exact < -(2n ** bits) || exact >= 2n ** bits) throw failed(value, to);
  return exact;
}

function truncated(value: Value, to: string): bigint {
  const number = Math.trunc(realNumber(value, to));
  if (!Number.isFinite(number)) throw failed(value, to);
  return BigInt(number);
}

function toDate(value: Value): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBits() * 1_000);
  if (value instanceof Double || value instanceof Long || value instanceof Decimal128) return new Date(Math.trunc(asNumber(value)));
  const parsed = typeof value === "string" ? new Date(/^\d{4}-\d\d-\d\d([T ][\d:.]+)?$/.test(value) ? `${value.replace(" ", "T")}${value.length > 10 ? "Z" : ""}` : value) : null;
  if (!parsed || Number.isNaN(parsed.getTime())) throw failed(value, "date");
  return parsed;
}

const CONVERSIONS: Record<string, (value: Value) => Value> = {
  double: (value) => new Double(realNumber(value, "double")),
  int: (value) => new Int32(Number(exactInteger(value, "int", 31n))),
  long: (value) => Long.fromBigInt(exactInteger(value, "long", 63n)),
  decimal: (value) => {
    if (typeof value === "string" && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)) return Decimal128.fromString(value);
    return isNumeric(value) ? decimalOf(numericValue(value)) : decimalOf(realNumber(value, "decimal"));
  },
  string: (value) => {
    if (Array.isArray(value) || isDocument(value)) throw failed(value, "string");
    return textOf(value);
  },
  bool: (value) => isTruthy(value),
  date: toDate,
  objectId: (value) => {
    if (value instanceof ObjectId) return value;
    if (typeof value !== "string" || !/^[0-9a-fA-F]{24}$/.test(value)) throw failed(value, "objectId");
    return new ObjectId(value);
  },
};

function conversion(to: string): ExpressionOperator {
  return operator(1, 1, ([value]) => (isNullish(value) ? null : (CONVERSIONS[to] as (value: Value) => Value)(value)));
}

const convert: ExpressionOperator = (operand, compile, name) => {
  const { input, to, onError, onNull } = namedOperands(operand, compile, name, ["input", "to"], ["onError", "onNull", "format"]);
  return (scope) => {
    const value = (input as Expression)(scope);
    const wanted = (to as Expression)(scope);
    if (isNullish(value)) return onNull ? onNull(scope) : null;
    if (isNullish(wanted)) return null;
    const target = typeof wanted === "string" ? wanted : (TYPE_NAMES.get(asNumber(wanted)) ?? "");
    const apply = Object.hasOwn(CONVERSIONS, target) ? CONVERSIONS[target] : undefined;
    if (!apply) throw new MongoError(2, `Unknown type name: ${String(wanted)}`);
    try {
      return apply(value);
    } catch (error) {
      if (!onError) throw error;
      return onError(scope);
    }
  };
};

export const TYPE_OPERATORS: Record<string, ExpressionOperator> = {
  $type: operator(1, 1, ([value]) => typeName(value)),
  $convert: convert,
  $toDouble: conversion("double"),
  $toInt: conversion("int"),
  $toLong: conversion("long"),
  $toDecimal: conversion("decimal"),
  $toString: conversion("string"),
  $toBool: conversion("bool"),
  $toDate: conversion("date"),
  $toObjectId: conversion("objectId"),
  $toUUID: operator(1, 1, ([value]) => {
    if (isNullish(value)) return null;
    if (typeof value !== "string" || !UUID.isValid(value)) throw failed(value, "binData");
    return new UUID(value);
  }),
  $bsonSize: operator(1, 1, ([value]) => {
    if (isNullish(value)) return null;
    if (!isDocument(value)) throw new MongoError(31393, `$bsonSize requires a document input, found: ${typeName(value)}`);
    return new Int32(calculateObjectSize(value));
  }),
  $binarySize: operator(1, 1, ([value]) => {
    if (isNullish(value)) return null;
    if (typeof value === "string") return new Int32(Buffer.byteLength(value));
    if (!(value instanceof Binary)) throw new MongoError(51276, `$binarySize requires a string or BinData argument, found: ${typeName(value)}`);
    return new Int32(value.length());
  }),
};
