import { Int32 } from "bson";
import type { Document } from "bson";
import { compareBson, isDocument } from "../bson-order.ts";
import { isTruthy } from "../bson-types.ts";
import { MongoError } from "../mongo-error.ts";
import { isNullish, namedOperands, operator, withVariables } from "./operands.ts";
import type { Value } from "../bson-order.ts";
import type { Compile, Expression, ExpressionOperator } from "./compile-expression.ts";

/** BSON's order, in which a missing value comes before null. */
export function compareValues(a: Value, b: Value): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  return Math.sign(compareBson(a, b));
}

const comparison = (holds: (difference: number) => boolean): ExpressionOperator => operator(2, 2, ([a, b]) => holds(compareValues(a, b)));

const condition: ExpressionOperator = (operand, compile, name) => {
  if (Array.isArray(operand) && operand.length !== 3) throw new MongoError(16020, `Expression $cond takes exactly 3 arguments. ${operand.length} were passed in.`);
  const given = Array.isArray(operand) ? { if: operand[0], then: operand[1], else: operand[2] } : operand;
  const { if: test, then, else: otherwise } = namedOperands(given, compile, name, ["if", "then", "else"], []) as Record<string, Expression>;
  return (scope) => (isTruthy(test?.(scope)) ? then?.(scope) : otherwise?.(scope));
};

const choice: ExpressionOperator = (operand, compile) => {
  const { branches, default: fallback } = operand as Document;
  if (!isDocument(operand) || !Array.isArray(branches) || branches.length === 0) throw new MongoError(40068, "$switch requires at least one branch.");
  const compiled = branches.map((branch: Document) => ({ test: compile(branch["case"]), then: compile(branch["then"]) }));
  const otherwise = Object.hasOwn(operand, "default") ? compile(fallback) : null;
  return (scope) => {
    for (const { test, then } of compiled) if (isTruthy(test(scope))) return then(scope);
    if (!otherwise) throw new MongoError(40066, "$switch could not find a matching branch for an input, and no default was specified.");
    return otherwise(scope);
  };
};

const bindings: ExpressionOperator = (operand, compile) => {
  if (!isDocument(operand) || !isDocument(operand["vars"])) throw new MongoError(16874, "$let only supports an object as its argument");
  const variables = Object.entries(operand["vars"]).map(([name, value]): [string, Expression] => [name, compile(value as Value)]);
  const inner = compile(operand["in"] as Value, variables.map(([name]) => name));
  return (scope) => inner(withVariables(scope, Object.fromEntries(variables.map(([name, value]) => [name, value(scope)]))));
};

function every(operand: Value, compile: Compile): Expression[] {
  return (Array.isArray(operand) ? operand : [operand]).map((part) => compile(part as Value));
}

export const LOGIC_OPERATORS: Record<string, ExpressionOperator> = {
  $eq: comparison((difference) => difference === 0),
  $ne: comparison((difference) => difference !== 0),
  $gt: comparison((difference) => difference > 0),
  $gte: comparison((difference) => difference >= 0),
  $lt: comparison((difference) => difference < 0),
  $lte: comparison((difference) => difference <= 0),
  $cmp: operator(2, 2, ([a, b]) => new Int32(compareValues(a, b))),
  $and: (operand, compile) => {
    const parts = every(operand, compile);
    return (scope) => parts.every((part) => isTruthy(part(scope)));
  },
  $or: (operand, compile) => {
    const parts = every(operand, compile);
    return (scope) => parts.some((part) => isTruthy(part(scope)));
  },
  $not: operator(1, 1, ([value]) => !isTruthy(value)),
  $cond: condition,
  $switch: choice,
  $let: bindings,
  $ifNull: (operand, compile) => {
    const parts = every(operand, compile);
    if (parts.length < 2) throw new MongoError(1257300, `$ifNull needs at least two arguments, had: ${parts.length}`);
    return (scope) => {
      let value: Value;
      for (const part of parts) {
        value = part(scope);
        if (!isNullish(value)) break;
      }
      return value;
    };
  },
  $literal: (operand) => () => operand,
  $expr: (operand, compile) => compile(operand),
};
