import type { Document } from "bson";
import { isDocument } from "../bson-order.ts";
import { MongoError } from "../mongo-error.ts";
import { describe, isNullish, namedOperands, operator } from "./operands.ts";
import type { Value } from "../bson-order.ts";
import type { Expression, ExpressionOperator } from "./compile-expression.ts";

const getField: ExpressionOperator = (operand, compile, name) => {
  const { field, input } = isDocument(operand) && "field" in operand ? namedOperands(operand, compile, name, ["field"], ["input"]) : { field: compile(operand), input: undefined };
  return (scope) => {
    const [key, holder] = [(field as Expression)(scope), input ? input(scope) : scope.document];
    if (typeof key !== "string") throw new MongoError(3041704, `$getField requires 'field' to evaluate to type String, but got ${describe(key)}`);
    if (holder === null) return null;
    return isDocument(holder) && Object.hasOwn(holder, key) ? (holder[key] as Value) : undefined;
  };
};

function setField(required: string[]): ExpressionOperator {
  return (operand, compile, name) => {
    const { field, input, value } = namedOperands(operand, compile, name, required, []);
    return (scope) => {
      const [key, holder] = [(field as Expression)(scope), (input as Expression)(scope)];
      if (typeof key !== "string") throw new MongoError(4161107, `${name} requires 'field' to evaluate to type String, but got ${describe(key)}`);
      if (isNullish(holder)) return null;
      if (!isDocument(holder)) throw new MongoError(4161105, `${name} requires 'input' to evaluate to type Object`);
      const { [key]: _replaced, ...rest } = holder;
      const given = value?.(scope);
      if (given === undefined) return rest;
      return Object.hasOwn(holder, key) ? { ...holder, [key]: given } : { ...rest, [key]: given };
    };
  };
}

/** The documents of an array put together, later ones over earlier; null for none. */
export function mergeObjects(values: Value[]): Value {
  const result: Document = {};
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!isDocument(value)) throw new MongoError(40400, `$mergeObjects requires object inputs, but input ${describe(value)} is of type ${describe(value)}`);
    Object.assign(result, value);
  }
  return result;
}

function arrayToObject([value]: Value[]): Value {
  if (isNullish(value)) return null;
  if (!Array.isArray(value)) throw new MongoError(40386, `$arrayToObject requires an array input, found: ${describe(value)}`);
  return Object.fromEntries(
    (value as Value[]).map((entry): [string, Value] => {
      if (Array.isArray(entry) && entry.length === 2 && typeof entry[0] === "string") return [entry[0], entry[1] as Value];
      if (isDocument(entry) && typeof entry["k"] === "string" && Object.hasOwn(entry, "v")) return [entry["k"], entry["v"] as Value];
      throw new MongoError(40392, "$arrayToObject requires an array of key-value pairs");
    }),
  );
}

export const OBJECT_OPERATORS: Record<string, ExpressionOperator> = {
  $getField: getField,
  $setField: setField(["field", "input", "value"]),
  $unsetField: setField(["field", "input"]),
  $mergeObjects: operator(0, Infinity, (args) => mergeObjects(args.length === 1 && Array.isArray(args[0]) ? (args[0] as Value[]) : args)),
  $objectToArray: operator(1, 1, ([value]) => {
    if (isNullish(value)) return null;
    if (!isDocument(value)) throw new MongoError(40390, `$objectToArray requires a document input, found: ${describe(value)}`);
    return Object.entries(value).map(([k, v]) => ({ k, v: v as Value }));
  }),
  $arrayToObject: operator(1, 1, arrayToObject),
};
