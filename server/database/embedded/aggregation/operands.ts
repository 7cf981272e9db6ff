import { isDocument, isNumeric } from "../bson-order.ts";
import { asNumber } from "../number-arithmetic.ts";
import { MongoError } from "../mongo-error.ts";
import type { Value } from "../bson-order.ts";
import type { Compile, Expression, ExpressionOperator, Scope } from "./compile-expression.ts";

/** An operator of `least` to `most` arguments, given as an array, or alone when one is enough. */
export function operator(least: number, most: number, apply: (args: Value[], name: string, scope: Scope) => Value): ExpressionOperator {
  return (operand, compile, name) => {
    const given = Array.isArray(operand) ? operand : [operand];
    if (given.length < least || given.length > most) {
      throw new MongoError(least === most ? 16020 : 28667, `Expression ${name} takes ${least === most ? `exactly ${least} arguments` : `at least ${least} arguments, and at most ${most}`}. ${given.length} were passed in.`);
    }
    const parts = given.map((part) => compile(part));
    return (scope) => apply(parts.map((part) => part(scope)), name, scope);
  };
}

/** The named arguments of an operator such as `$filter`; a missing required one is refused. */
export function namedOperands(operand: Value, compile: Compile, name: string, required: readonly string[], optional: readonly string[], names: readonly string[] = []): Record<string, Expression | undefined> {
  if (!isDocument(operand)) throw new MongoError(9, `${name} only supports an object as its argument`);
  const unknown = Object.keys(operand).find((key) => !required.includes(key) && !optional.includes(key));
  if (unknown) throw new MongoError(9, `Unrecognized argument to ${name}: ${unknown}`);
  const absent = required.find((key) => !Object.hasOwn(operand, key));
  if (absent) throw new MongoError(9, `Missing '${absent}' parameter to ${name}`);
  return Object.fromEntries(Object.entries(operand).map(([key, value]) => [key, compile(value as Value, names)]));
}

export function isNullish(value: Value): value is null | undefined {
  return value === null || value === undefined;
}

export function withVariables(scope: Scope, added: Record<string, Value>): Scope {
  return { ...scope, variables: { ...scope.variables, ...added } };
}

export function arrayOf(value: Value, name: string, code = 28689): Value[] {
  if (!Array.isArray(value)) throw new MongoError(code, `${name} requires an array as its argument, found: ${describe(value)}`);
  return value as Value[];
}

export function integerOf(value: Value, name: string, code = 28690): number {
  const number = isNumeric(value) ? asNumber(value) : NaN;
  if (!Number.isInteger(number)) throw new MongoError(code, `${name} requires an integer, found: ${describe(value)}`);
  return number;
}

export function describe(value: Value): string {
  if (isNullish(value)) return value === null ? "null" : "missing";
  if (Array.isArray(value)) return "array";
  return (value as { _bsontype?: string })._bsontype ?? (value instanceof Date ? "date" : typeof value);
}
