import type { Document } from "bson";
import { isDocument } from "../bson-order.ts";
import { MongoError } from "../mongo-error.ts";
import { ARITHMETIC_OPERATORS } from "./arithmetic-operators.ts";
import { ARRAY_OPERATORS } from "./array-operators.ts";
import { DATE_OPERATORS } from "./date-operators.ts";
import { LOGIC_OPERATORS } from "./logic-operators.ts";
import { OBJECT_OPERATORS } from "./object-operators.ts";
import { STRING_OPERATORS } from "./string-operators.ts";
import { TYPE_OPERATORS } from "./type-operators.ts";
import type { Value } from "../bson-order.ts";

/** What an expression is evaluated in: the document (part of the root inside `$redact`), and variables (`NOW`, those of `let`, `$map` …) by name without `$$`. */
export type Scope = { document: Value; root: Value; variables: Record<string, Value> };
export type Expression = (scope: Scope) => Value;

/** Compiles an operand; `names` are variables that only exist inside. */
export type Compile = (expression: Value, names?: readonly string[]) => Expression;
/** Makes an expression of an operator's operand. Throws MongoError for an operand that MongoDB refuses when it parses. */
export type ExpressionOperator = (operand: Value, compile: Compile, name: string) => Expression;

const OPERATORS: Record<string, ExpressionOperator> = {
  ...ARITHMETIC_OPERATORS, ...ARRAY_OPERATORS, ...DATE_OPERATORS, ...LOGIC_OPERATORS, ...OBJECT_OPERATORS, ...STRING_OPERATORS, ...TYPE_OPERATORS,
};
const MISSING_HERE = new Set(["$function", "$accumulator", "$meta", "$toHashedIndexKey", "$median", "$percentile", "$tsSecond", "$tsIncrement", "$encStrContains"]);

/** An expression as a function; a missing value is undefined. Throws MongoError (168, 16020, 17276 …) for what is none. */
export function compileExpression(expression: Value, names: readonly string[]): Expression {
  const compile: Compile = (inner, more = []) => compileExpression(inner, more.length > 0 ? [...names, ...more] : names);
  if (typeof expression === "string" && expression.startsWith("$")) return compilePath(expression, names);
  if (Array.isArray(expression)) {
    const parts = expression.map((part) => compile(part));
    return (scope) => parts.map((part) => part(scope) ?? null);
  }
  if (!isDocument(expression)) return () => expression;
  const [first] = Object.keys(expression);
  if (first?.startsWith("$")) {
    if (Object.keys(expression).length > 1) throw new MongoError(15983, "an expression specification must contain exactly one field, the name of the expression.");
    const operator = Object.hasOwn(OPERATORS, first) ? OPERATORS[first] : undefined;
    if (operator) return operator(expression[first], compile, first);
    if (MISSING_HERE.has(first)) throw new MongoError(238, `The expression ${first} is not supported by the embedded engine: use a MongoDB server for it`);
    throw new MongoError(168, `Unrecognized expression '${first}'`);
  }
  const fields = Object.entries(expression).map(([key, value]): [string, Expression] => {
    if (key.includes(".")) throw new MongoError(16412, `FieldPath field names may not contain '.'. Consider using $getField or $setField. Found '${key}'`);
    return [key, compile(value)];
  });
  return (scope) => {
    const result: Document = {};
    for (const [key, field] of fields) {
      const value = field(scope);
      if (value !== undefined) result[key] = value;
    }
    return result;
  };
}

const SYSTEM_VARIABLES = new Set(["ROOT", "CURRENT", "NOW", "REMOVE", "DESCEND", "PRUNE", "KEEP"]);

function compilePath(path: string, names: readonly string[]): Expression {
  if (!path.startsWith("$$")) {
    const parts = path.slice(1).split(".");
    if (parts.includes("")) throw new MongoError(path === "$" ? 16872 : 40353, path === "$" ? "'$' by itself is not a valid FieldPath" : "FieldPath must not end with a '.'.");
    const [only] = parts;
    if (parts.length === 1) return ({ document }) => (isDocument(document) && Object.hasOwn(document, only as string) ? (document[only as string] as Value) : undefined);
    return ({ document }) => valueAtPath(document, parts);
  }
  const [name = "", ...parts] = path.slice(2).split(".");
  if (!SYSTEM_VARIABLES.has(name) && !names.includes(name)) throw new MongoError(17276, `Use of undefined variable: ${name}`);
  if (name === "REMOVE") return () => undefined;
  if (name === "DESCEND" || name === "PRUNE" || name === "KEEP") return () => path;
  if (name === "CURRENT") return ({ document }) => valueAtPath(document, parts);
  if (name === "ROOT") return ({ root }) => valueAtPath(root, parts);
  return ({ variables }) => valueAtPath(variables[name], parts);
}

/** A dotted path in an expression goes through arrays element by element, leaving out those that lack it. */
export function valueAtPath(value: Value, parts: readonly string[], from = 0): Value {
  if (from === parts.length) return value;
  if (Array.isArray(value)) return value.map((element) => (Array.isArray(element) || isDocument(element) ? valueAtPath(element, parts, from) : undefined)).filter((element) => element !== undefined);
  const part = parts[from] as string;
  return isDocument(value) && Object.hasOwn(value, part) ? valueAtPath(value[part], parts, from + 1) : undefined;
}

/** A scope for one document. */
export function scopeOf(document: Value, variables: Record<string, Value>): Scope {
  return { document, root: document, variables };
}
