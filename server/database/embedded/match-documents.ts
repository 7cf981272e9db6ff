import { BSONRegExp, Binary } from "bson";
import type { Document } from "bson";
import { bsonTypeOrder, compareBson, equalBson, isDocument, isNumeric, numericValue, regexParts } from "./bson-order.ts";
import { bsonTypeNumber, isTruthy, TYPE_NUMBERS } from "./bson-types.ts";
import { someValueAt } from "./document-path.ts";
import { MongoError } from "./mongo-error.ts";
import { compileExpression, scopeOf } from "./aggregation/compile-expression.ts";
import type { Value } from "./bson-order.ts";

type Predicate = (value: Value) => boolean;
export type Matcher = (document: Document) => boolean;

/** Compiles a query filter once; `variables` are those that a `$expr` in it may name. Throws MongoError (2 BadValue …) for what is not a filter. */
export function compileFilter(filter: Document, variables: Record<string, Value> = {}): Matcher {
  const matchers = Object.entries(filter).map(([key, condition]) => (key.startsWith("$") ? compileLogical(key, condition, variables) : compileField(key, condition)));
  if (matchers.length === 0) return () => true;
  if (matchers.length === 1) return matchers[0] as Matcher;
  return (document) => matchers.every((matches) => matches(document));
}

function compileLogical(operator: string, operand: Value, variables: Record<string, Value>): Matcher {
  switch (operator) {
    case "$and":
    case "$or":
    case "$nor": {
      if (!Array.isArray(operand) || operand.length === 0) throw new MongoError(2, `${operator} must be a nonempty array`);
      const matchers = operand.map((clause) => {
        if (!isDocument(clause)) throw new MongoError(2, `${operator} entries need to be full objects`);
        return compileFilter(clause, variables);
      });
      if (operator === "$and") return (document) => matchers.every((matches) => matches(document));
      if (operator === "$or") return (document) => matchers.some((matches) => matches(document));
      return (document) => !matchers.some((matches) => matches(document));
    }
    case "$comment":
      return () => true;
    case "$expr": {
      const expression = compileExpression(operand, Object.keys(variables));
      return (document) => isTruthy(expression(scopeOf(document, variables)));
    }
    case "$sampleRate":
      return () => Math.random() < Number(numericValue(operand));
    case "$text":
      throw new MongoError(27, "text index required for $text query");
    case "$where":
    case "$jsonSchema":
      throw new MongoError(2, `${operator} is not supported by the embedded engine: use a MongoDB server for it`);
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
