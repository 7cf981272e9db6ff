import type { Document } from "bson";
import { isDocument } from "./bson-order.ts";
import type { Value } from "./bson-order.ts";

/** Puts the values of a command's `let` in the place of `$$name` (and of `$$name.path`) in expressions. */
export function bindVariables<Tree extends Value>(tree: Tree, variables: Document | undefined): Tree {
  if (!variables || Object.keys(variables).length === 0) return tree;
  return bind(tree, variables) as Tree;
}

function bind(value: Value, variables: Document): Value {
  if (typeof value === "string") {
    const [name = "", ...path] = value.startsWith("$$") ? value.slice(2).split(".") : [];
    if (!Object.hasOwn(variables, name)) return value;
    const bound = path.reduce<Value>((node, part) => (isDocument(node) ? (node[part] as Value) : undefined), variables[name] as Value);
    return { $literal: bound ?? null };
  }
  if (Array.isArray(value)) return value.map((element) => bind(element as Value, variables));
  if (!isDocument(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, bind(field as Value, variables)]));
}
