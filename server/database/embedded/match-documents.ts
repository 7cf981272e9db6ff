import { BSONRegExp, Binary, Decimal128, Double, Int32, Long, Timestamp } from "bson";
import type { Document } from "bson";
import { Query } from "mingo";
import { bsonTypeOrder, compareBson, equalBson, isDocument, isNumeric, numericValue, regexParts } from "./bson-order.ts";
import { indexedValues, someValueAt } from "./document-path.ts";
import { MongoError } from "./mongo-error.ts";
import { promote } from "./promote.ts";
import type { Value } from "./bson-order.ts";

type Predicate = (value: Value) => boolean;
export type Matcher = (document: Document) => boolean;

/** Compiles a query filter once. Throws MongoError (2 BadValue …) for what is not a filter. */
export function compileFilter(filter: Document): Matcher {
  const matchers = Object.entries(filter).map(([key, condition]) => (key.startsWith("$") ? compileLogical(key, condition) : compileField(key, condition)));
  if (matchers.length === 0) return () => true;
  if (matchers.length === 1) return matchers[0] as Matcher;
  return (document) => matchers.every((matches) => matches(document));
}

function compileLogical(operator: string, operand: Value): Matcher {
  switch (operator) {
    case "$and":
    case "$or":
    case "$nor": {
      if (!Array.isArray(operand) || operand.length === 0) throw new MongoError(2, `${operator} must be a nonempty array`);
      const matchers = operand.map((clause) => {
        if (!isDocument(clause)) throw new MongoError(2, `${operator} entries need to be full objects`);
        return compileFilter(clause);
      });
      if (operator === "$and") return (document) => matchers.every((matches) => matches(document));
      if (operator === "$or") return (document) => matchers.some((matches) => matches(document));
      return (document) => !matchers.some((matches) => matches(document));
    }
    case "$comment":
      return () => true;
    case "$expr": {
      const query = new Query({ $expr: promote(operand) as Document });
      return (document) => query.test(promote(document) as Document);
    }
    case "$where":
    case "$text":
    case "$jsonSchema":
      throw new MongoError(238, `${operator} is not supported by the embedded engine: use a MongoDB server for it`);
    default:
      throw new MongoError(2, `unknown top level operator: ${operator}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`);
  }
}

export function isOperatorDocument(value: Value): value is Document {
  if (!isDocument(value)) return false;
  const first = Object.keys(value)[0];
  return first !== undefined && first.startsWith("$") && first !== "$ref" && first !== "$id" && first !== "$db";
}

function compileField(path: string, condition: Value): Matcher {
  const parts = path.split(".");
  if (!isOperatorDocument(condition)) {
    const predicate = condition instanceof BSONRegExp || condition instanceof RegExp ? regexPredicate(condition) : equality(condition);
    return (document) => someAt(document, parts, predicate);
  }
  const matchers = Object.entries(condition).map(([operator, operand]) => compileOperator(parts, operator, operand, condition));
  return (document) => matchers.every((matches) => matches(document));
}

/** The value itself, or one of its elements. */
function someAt(document: Document, parts: readonly string[], predicate: Predicate): boolean {
  return someValueAt(document, parts, (value) => predicate(value) || (Array.isArray(value) && value.some(predicate)));
}

function compileOperator(parts: readonly string[], operator: string, operand: Value, siblings: Document): Matcher {
  const any = (predicate: Predicate): Matcher => (document) => someAt(document, parts, predicate);
  const whole = (predicate: Predicate): Matcher => (document) => someValueAt(document, parts, predicate);
  const not = (matches: Matcher): Matcher => (document) => !matches(document);
  switch (operator) {
    case "$eq":
      return any(equality(operand));
    case "$ne":
      if (operand instanceof BSONRegExp) throw new MongoError(2, "Can't have regex as arg to $ne.");
      return not(any(equality(operand)));
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return any(range(operator, operand));
    case "$in":
      return any(membership(operator, operand));
    case "$nin":
      return not(any(membership(operator, operand)));
    case "$exists": {
      const wanted = isTruthy(operand);
      const exists = whole((value) => value !== undefined);
      return wanted ? exists : not(exists);
    }
    case "$not": {
      if (operand instanceof BSONRegExp) return not(any(regexPredicate(operand)));
      if (!isOperatorDocument(operand)) throw new MongoError(2, "$not needs a regex or a document");
      const matchers = Object.entries(operand).map(([name, inner]) => compileOperator(parts, name, inner, operand));
      return (document) => !matchers.every((matches) => matches(document));
    }
    case "$size": {
      const size = Number(numericValue(operand));
      if (!isNumeric(operand) || !Number.isInteger(size) || size < 0) throw new MongoError(2, `Failed to parse $size. Expected a non-negative integer`);
      return whole((value) => Array.isArray(value) && value.length === size);
    }
    case "$all":
      return compileAll(parts, operand);
    case "$elemMatch": {
      if (!isDocument(operand)) throw new MongoError(2, "$elemMatch needs an Object");
      const element = elementMatcher(operand);
      return whole((value) => Array.isArray(value) && value.some(element));
    }
    case "$mod": {
      if (!Array.isArray(operand) || operand.length !== 2) throw new MongoError(2, "malformed mod, not enough elements");
      const [divisor, remainder] = operand.map((part) => Math.trunc(Number(numericValue(part))));
      if (!divisor) throw new MongoError(2, "divisor cannot be 0");
      return any((value) => isNumeric(value) && Math.trunc(Number(String(numericValue(value)))) % divisor === remainder);
    }
    case "$regex": {
      const base = operand instanceof BSONRegExp ? operand : new BSONRegExp(String(operand));
      return any(regexPredicate(new BSONRegExp(base.pattern, siblings["$options"] === undefined ? base.options : sortFlags(String(siblings["$options"])))));
    }
    case "$options":
      if (siblings["$regex"] === undefined) throw new MongoError(2, "$options needs a $regex");
      return () => true;
    case "$type":
      return any(typePredicate(operand));
    case "$bitsAllSet":
    case "$bitsAllClear":
    case "$bitsAnySet":
    case "$bitsAnyClear":
      return any(bitsPredicate(operator, operand));
    case "$comment":
      return () => true;
    default:
      throw new MongoError(2, `unknown operator: ${operator}`);
  }
}

function sortFlags(flags: string): string {
  return [...flags].sort().join("");
}

export function isTruthy(value: Value): boolean {
  if (isNumeric(value)) return Number(String(numericValue(value))) !== 0;
  return value !== false && value !== null && value !== undefined;
}

function equality(expected: Value): Predicate {
  if (expected === null || expected === undefined) return (value) => value === null || value === undefined;
  if (typeof expected === "string") return (value) => value === expected;
  return (value) => value !== undefined && value !== null && equalBson(value, expected);
}

function range(operator: string, bound: Value): Predicate {
  const order = bsonTypeOrder(bound);
  const orEqual = operator === "$gte" || operator === "$lte";
  if (order === 2) return (value) => orEqual && (value === null || value === undefined);
  const unlimited = order === 1 || order === 127;
  const isNaNBound = isNumeric(bound) && String(numericValue(bound)) === "NaN";
  return (value) => {
    // Ranges keep to their type; NaN only equals itself.
    if (!unlimited && bsonTypeOrder(value) !== order) return false;
    if (value === undefined) return false;
    if (order === 3 && (isNaNBound || String(numericValue(value)) === "NaN")) return orEqual && equalBson(value, bound);
    const difference = compareBson(value, bound);
    if (difference === 0) return orEqual;
    return operator.startsWith("$gt") ? difference > 0 : difference < 0;
  };
}

function membership(operator: string, operand: Value): Predicate {
  if (!Array.isArray(operand)) throw new MongoError(2, `${operator} needs an array`);
  if (operand.some(isOperatorDocument)) throw new MongoError(2, `cannot nest $ under ${operator}`);
  const strings = new Set<string>();
  const others: Predicate[] = [];
  for (const entry of operand) {
    if (typeof entry === "string") strings.add(entry);
    else others.push(entry instanceof BSONRegExp ? regexPredicate(entry) : equality(entry));
  }
  return (value) => (typeof value === "string" && strings.has(value)) || others.some((predicate) => predicate(value));
}

function elementMatcher(operand: Document): Predicate {
  const logical = Object.keys(operand)[0];
  if (isOperatorDocument(operand) && logical !== "$and" && logical !== "$or" && logical !== "$nor") {
    const matchers = Object.entries(operand).map(([operator, inner]) => compileOperator(["v"], operator, inner, operand));
    return (element) => matchers.every((matches) => matches({ v: element }));
  }
  const matches = compileFilter(operand);
  return (element) => isDocument(element) && matches(element);
}

function compileAll(parts: readonly string[], operand: Value): Matcher {
  if (!Array.isArray(operand)) throw new MongoError(2, "$all needs an array");
  if (operand.length === 0) return () => false;
  const matchers = operand.map((entry) => {
    if (isDocument(entry) && "$elemMatch" in entry) return compileOperator(parts, "$elemMatch", entry["$elemMatch"], entry);
    const predicate = entry instanceof BSONRegExp ? regexPredicate(entry) : equality(entry);
    return (document: Document) => someAt(document, parts, predicate);
  });
  return (document) => matchers.every((matches) => matches(document));
}

function regexPredicate(expected: Value): Predicate {
  const { pattern, options } = regexParts(expected);
  let source = pattern;
  if (options.includes("x")) source = source.replace(/\\.|\[(?:\\.|[^\]])*\]|\s+|#.*$/gm, (part) => (/^[\s#]/.test(part) ? "" : part));
  let compiled: RegExp;
  try {
    compiled = new RegExp(source, [...options].filter((flag) => "imsu".includes(flag)).join(""));
  } catch (error) {
    throw new MongoError(51091, `Regular expression is invalid: ${(error as Error).message}`);
  }
  return (value) => (typeof value === "string" ? compiled.test(value) : value instanceof BSONRegExp && equalBson(value, expected));
}

const TYPE_NUMBERS: Record<string, number> = {
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

function typePredicate(operand: Value): Predicate {
  const wanted = (Array.isArray(operand) ? operand : [operand]).flatMap((entry) => {
    if (entry === "number") return [1, 16, 18, 19];
    const number = typeof entry === "string" ? TYPE_NUMBERS[entry] : Number(numericValue(entry));
    if (number === undefined || Number.isNaN(number)) throw new MongoError(2, `Unknown type name alias: ${String(entry)}`);
    return [number];
  });
  return (value) => wanted.includes(bsonTypeNumber(value));
}

function bitsPredicate(operator: string, operand: Value): Predicate {
  const mask = bitMask(operand);
  return (value) => {
    if (!isNumeric(value) || !Number.isInteger(Number(String(numericValue(value))))) return false;
    const set = BigInt(String(numericValue(value))) & mask;
    if (operator === "$bitsAllSet") return set === mask;
    if (operator === "$bitsAllClear") return set === 0n;
    return operator === "$bitsAnySet" ? set !== 0n : set !== mask;
  };
}

function bitMask(operand: Value): bigint {
  if (Array.isArray(operand)) return operand.reduce((mask: bigint, position) => mask | (1n << BigInt(Number(numericValue(position)))), 0n);
  if (operand instanceof Binary) return [...operand.buffer.subarray(0, operand.position)].reduce((mask, byte, index) => mask | (BigInt(byte) << BigInt(8 * index)), 0n);
  if (isNumeric(operand)) return BigInt(String(numericValue(operand)));
  throw new MongoError(2, "bit positions must be a number, a binary or an array");
}

/** A comparator for a sort document; of an array the least element counts, the greatest when descending. */
export function compileSort(sort: Document): (a: Document, b: Document) => number {
  const fields = Object.entries(sort).map(([path, direction]) => {
    const sign = Number(numericValue(direction));
    if (sign !== 1 && sign !== -1) throw new MongoError(2, `Illegal key in $sort specification: ${path}: ${String(direction)}`);
    return { parts: path.split("."), sign };
  });
  return (a, b) => {
    for (const { parts, sign } of fields) {
      const difference = compareBson(sortValue(a, parts, sign), sortValue(b, parts, sign)) * sign;
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function sortValue(document: Document, parts: readonly string[], sign: number): Value {
  const { values, multikey } = indexedValues(document, parts);
  if (!multikey) return values[0];
  return values.reduce((best, value) => (compareBson(value, best) * sign < 0 ? value : best));
}
