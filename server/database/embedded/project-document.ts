import type { Document } from "bson";
import { isDocument, isNumeric, numericValue } from "./bson-order.ts";
import { compileAddFields } from "./aggregation/project-stage.ts";
import { isTruthy } from "./bson-types.ts";
import { compileFilter } from "./match-documents.ts";
import { MongoError } from "./mongo-error.ts";
import type { Value } from "./bson-order.ts";

type Tree = Map<string, Tree | true>;

/** Compiles a find's projection: inclusion or exclusion, `$slice`, `$elemMatch`, `$` and expressions. */
export function compileProjection(projection: Document, filter: Document, variables: Record<string, Value> = {}): (document: Document) => Document {
  const entries = flatten(projection);
  if (entries.length === 0) return (document) => document;
  const plain = entries.filter(([path, value]) => path !== "_id" && isFlag(value));
  const including = plain.filter(([, value]) => isTruthy(value));
  if (including.length > 0 && including.length < plain.length) {
    const [path] = plain.find(([, value]) => isTruthy(value) !== isTruthy(plain[0]?.[1])) ?? [""];
    throw new MongoError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  }
  const special = entries.filter(([, value]) => !isFlag(value));
  const computed = special.filter(([, value]) => !isDocument(value) || !("$slice" in value || "$elemMatch" in value));
  const idValue = entries.find(([path]) => path === "_id")?.[1];
  const onlyId = plain.length === 0 && idValue !== undefined && isFlag(idValue);
  const inclusion = including.length > 0 || computed.length > 0 || special.some(([, value]) => isDocument(value) && "$elemMatch" in value) && plain.length === 0 || (onlyId && isTruthy(idValue));
  const tree: Tree = new Map();
  const positional = plain.find(([path]) => path.endsWith(".$"))?.[0].slice(0, -2);
  for (const [path] of plain) addPath(tree, path.replace(/\.\$$/, ""));
  if (inclusion) {
    for (const [path] of special) addPath(tree, path);
    if (idValue === undefined || isTruthy(idValue)) addPath(tree, "_id");
  } else if (idValue !== undefined && !isTruthy(idValue)) {
    addPath(tree, "_id");
  }
  const add = computed.length > 0 ? compileAddFields(Object.fromEntries(computed), variables) : null;
  return (document) => {
    const result = inclusion ? include(document, tree) : exclude(document, tree);
    for (const [path, value] of special) {
      if (isDocument(value) && "$slice" in value) sliceAt(result, path.split("."), value["$slice"]);
      else if (isDocument(value) && "$elemMatch" in value) elemMatchAt(result, path, value["$elemMatch"] as Document);
    }
    if (positional) positionalAt(result, document, positional, filter);
    return add ? add(document, result) : result;
  };
}

function isFlag(value: Value): boolean {
  return typeof value === "boolean" || isNumeric(value);
}

function flatten(projection: Document, prefix = ""): [string, Value][] {
  return Object.entries(projection).flatMap(([key, value]): [string, Value][] => {
    const path = `${prefix}${key}`;
    const nested = isDocument(value) && !Object.keys(value).some((name) => name.startsWith("$")) && Object.keys(value).length > 0;
    return nested ? flatten(value, `${path}.`) : [[path, value]];
  });
}

function addPath(tree: Tree, path: string): void {
  const parts = path.split(".");
  let node = tree;
  parts.forEach((part, index) => {
    const next = node.get(part);
    if (next === true) return;
    if (index === parts.length - 1) node.set(part, true);
    else {
      const child: Tree = next ?? new Map();
      node.set(part, child);
      node = child;
    }
  });
}

function include(document: Document, tree: Tree): Document {
  const result: Document = {};
  for (const [key, value] of Object.entries(document)) {
    const node = tree.get(key);
    if (node === true) result[key] = value;
    else if (node) {
      const inner = includeValue(value, node);
      if (inner !== undefined) result[key] = inner;
    }
  }
  return result;
}

function includeValue(value: Value, tree: Tree): Value {
  if (Array.isArray(value)) return value.map((element) => includeValue(element, tree)).filter((element) => element !== undefined);
  return isDocument(value) ? include(value, tree) : undefined;
}

function exclude(document: Document, tree: Tree): Document {
  const result: Document = {};
  for (const [key, value] of Object.entries(document)) {
    const node = tree.get(key);
    if (node === undefined) result[key] = value;
    else if (node !== true) result[key] = excludeValue(value, node);
  }
  return result;
}

function excludeValue(value: Value, tree: Tree): Value {
  if (Array.isArray(value)) return value.map((element) => excludeValue(element, tree));
  return isDocument(value) ? exclude(value, tree) : value;
}

function sliceAt(document: Document, parts: string[], operand: Value): void {
  const holder = parts.slice(0, -1).reduce<Value>((node, part) => (isDocument(node) ? node[part] : undefined), document);
  const key = parts.at(-1) as string;
  if (!isDocument(holder) || !Array.isArray(holder[key])) return;
  const values = holder[key] as Value[];
  const [first, second] = (Array.isArray(operand) ? operand : [operand]).map((part) => Number(numericValue(part)));
  if (second === undefined) holder[key] = (first as number) < 0 ? values.slice(first) : values.slice(0, first);
  else {
    const start = (first as number) < 0 ? Math.max(0, values.length + (first as number)) : (first as number);
    holder[key] = values.slice(start, start + second);
  }
}

function elemMatchAt(document: Document, path: string, condition: Document): void {
  const values = document[path] as Value;
  const found = Array.isArray(values) ? values.find((element) => compileFilter({ v: { $elemMatch: condition } })({ v: [element] })) : undefined;
  if (found === undefined) delete document[path];
  else document[path] = [found];
}

function positionalAt(result: Document, document: Document, path: string, filter: Document): void {
  const values = document[path] as Value;
  if (!Array.isArray(values)) return;
  const index = matchedPosition(document, path, filter);
  if (index === undefined) throw new MongoError(51246, "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array");
  result[path] = [values[index]];
}

/** Which element of the array at `path` made the document match, or undefined: for the positional `$`. */
export function matchedPosition(document: Document, path: string, filter: Document): number | undefined {
  const values = path.split(".").reduce<Value>((node, part) => (isDocument(node) ? node[part] : undefined), document);
  if (!Array.isArray(values)) return undefined;
  for (const [key, condition] of Object.entries(filter)) {
    if (key === "$and" || key === "$or") {
      for (const clause of condition as Document[]) {
        const found = matchedPosition(document, path, clause);
        if (found !== undefined) return found;
      }
    }
    if (key !== path && !key.startsWith(`${path}.`)) continue;
    const matches = compileFilter({ [key]: condition });
    for (let index = 0; index < values.length; index += 1) {
      if (matches(withOnly(path, values[index]))) return index;
    }
  }
  return undefined;
}

function withOnly(path: string, element: Value): Document {
  return path.split(".").reduceRight<Value>((inner, part) => ({ [part]: inner }), [element]) as Document;
}
