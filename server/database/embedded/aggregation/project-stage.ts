import type { Document } from "bson";
import { isDocument, isNumeric } from "../bson-order.ts";
import { isTruthy } from "../bson-types.ts";
import { MongoError } from "../mongo-error.ts";
import { compileExpression, scopeOf } from "./compile-expression.ts";
import type { Value } from "../bson-order.ts";
import type { Expression, Scope } from "./compile-expression.ts";

type Node = "keep" | "drop" | Expression | Tree;
type Tree = Map<string, Node>;
type Mode = "include" | "exclude" | "add";
type Variables = Record<string, Value>;

function isFlag(value: Value): boolean {
  return typeof value === "boolean" || isNumeric(value);
}

function isExpression(value: Value): boolean {
  return !isDocument(value) || Object.keys(value).some((key) => key.startsWith("$")) || Object.keys(value).length === 0;
}

/** Compiles `$project`'s specification; `$addFields` is the same with every given field an expression and all others kept. */
export function compileProject(specification: Document, variables: Variables): (document: Document) => Document {
  if (!isDocument(specification) || Object.keys(specification).length === 0) throw new MongoError(51272, "Invalid $project :: caused by :: projection specification must have at least one field");
  const { _id: id, ...rest } = specification;
  const tree: Tree = new Map();
  const kinds = new Set<"include" | "exclude">();
  read(Object.keys(rest).length > 0 ? rest : specification, tree, "");
  const mode: Mode = kinds.has("include") ? "include" : "exclude";
  if (kinds.size > 1) throw new MongoError(31253, "Invalid $project :: caused by :: Cannot do inclusion and exclusion in one projection");
  if (Object.keys(rest).length > 0) {
    if (id !== undefined && !isFlag(id)) read({ _id: id }, tree, "");
    else if (mode === "include" && (id === undefined || isTruthy(id))) tree.set("_id", "keep");
    else if (mode === "exclude" && id !== undefined && !isTruthy(id)) tree.set("_id", "drop");
  }
  return (document) => apply(document, tree, mode, scopeOf(document, variables));

  function read(part: Document, into: Tree, prefix: string): void {
    for (const [key, value] of Object.entries(part)) {
      if (key.startsWith("$")) throw new MongoError(31325, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`);
      if (isFlag(value)) kinds.add(isTruthy(value) ? "include" : "exclude");
      else if (isExpression(value)) kinds.add("include");
      if (!isFlag(value) && !isExpression(value)) read(value as Document, branch(into, key, prefix), `${prefix}${key}.`);
      else put(into, key, isFlag(value) ? (isTruthy(value) ? "keep" : "drop") : compileExpression(value as Value, Object.keys(variables)), prefix);
    }
  }
}

/** Fields computed from `document` and put into it, or into `into` (what a projection left of it). */
export function compileAddFields(specification: Document, variables: Variables): (document: Document, into?: Document) => Document {
  if (!isDocument(specification)) throw new MongoError(40272, "$addFields specification stage must be an object");
  const tree: Tree = new Map();
  read(specification, tree, "");
  return (document, into = document) => apply(into, tree, "add", scopeOf(document, variables));

  function read(part: Document, into: Tree, prefix: string): void {
    for (const [key, value] of Object.entries(part)) {
      if (key.startsWith("$")) throw new MongoError(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`);
      if (isExpression(value)) put(into, key, compileExpression(value as Value, Object.keys(variables)), prefix);
      else read(value as Document, branch(into, key, prefix), `${prefix}${key}.`);
    }
  }
}

export function compileUnset(fields: Value): (document: Document) => Document {
  const names = Array.isArray(fields) ? fields : [fields];
  if (names.length === 0 || names.some((name) => typeof name !== "string")) throw new MongoError(31002, "$unset specification must be a string or an array of strings");
  const tree: Tree = new Map();
  for (const name of names) put(tree, String(name), "drop", "");
  return (document) => apply(document, tree, "exclude", scopeOf(document, {}));
}

function branch(tree: Tree, key: string, prefix: string): Tree {
  let node = tree;
  for (const part of key.split(".")) {
    const next = node.get(part);
    if (next !== undefined && !(next instanceof Map)) throw new MongoError(31249, `Path collision at ${prefix}${key}`);
    const child: Tree = next ?? new Map();
    if (!next) node.set(part, child);
    node = child;
  }
  return node;
}

function put(tree: Tree, key: string, leaf: Node, prefix: string): void {
  const parts = key.split(".");
  const holder = parts.length > 1 ? branch(tree, parts.slice(0, -1).join("."), prefix) : tree;
  if (holder.has(parts.at(-1) as string)) throw new MongoError(31250, `Path collision at ${prefix}${key}`);
  holder.set(parts.at(-1) as string, leaf);
}

function apply(document: Document, tree: Tree, mode: Mode, scope: Scope): Document {
  const result: Document = {};
  for (const [key, value] of Object.entries(document)) {
    const node = tree.get(key);
    if (node === undefined) {
      if (mode !== "include") result[key] = value;
    } else if (node === "keep") result[key] = value;
    else if (node instanceof Map) {
      const inner = applyTo(value as Value, node, mode, scope);
      if (inner !== undefined) result[key] = inner;
    } else if (node !== "drop" && mode === "add") {
      // Keeps its place among the fields.
      const computed = node(scope);
      if (computed !== undefined) result[key] = computed;
    }
  }
  for (const [key, node] of tree) {
    if (node instanceof Map) {
      if (!Object.hasOwn(document, key) && computes(node)) result[key] = applyTo(undefined, node, mode, scope);
    } else if (typeof node === "function" && !(mode === "add" && Object.hasOwn(document, key))) {
      const computed = node(scope);
      if (computed !== undefined) result[key] = computed;
    }
  }
  return result;
}

/** Arrays are gone through element by element; where a new field must go into something that holds none, it takes its place. */
function applyTo(value: Value, tree: Tree, mode: Mode, scope: Scope): Value {
  if (Array.isArray(value)) return value.map((element) => applyTo(element as Value, tree, mode, scope)).filter((element) => element !== undefined);
  if (isDocument(value)) return apply(value, tree, mode, scope);
  if (computes(tree)) return apply({}, tree, mode, scope);
  return mode === "include" ? undefined : value;
}

function computes(tree: Tree): boolean {
  return [...tree.values()].some((node) => typeof node === "function" || (node instanceof Map && computes(node)));
}
