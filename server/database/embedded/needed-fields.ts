import type { Document } from "bson";
import { isDocument, isNumeric } from "./bson-order.ts";
import { isTruthy } from "./bson-types.ts";
import type { Value } from "./bson-order.ts";

const CLAUSES = new Set(["$and", "$or", "$nor"]);

/** The first-level fields that a filter and an order look at, and those of `more` paths; null where they may look at any. Pure. */
export function fieldsOfQuery(filter: Document, sort: Document | undefined, more: string[] = []): string[] | null {
  const paths = [...Object.keys(sort ?? {}), ...more];
  return readFilter(filter) ? firstLevel(paths) : null;

  function readFilter(clause: Document): boolean {
    return Object.entries(clause).every(([key, condition]) => {
      if (!key.startsWith("$")) paths.push(key);
      else if (!CLAUSES.has(key)) return key === "$comment";
      else return Array.isArray(condition) && condition.every((inner: Value) => isDocument(inner) && readFilter(inner));
      return true;
    });
  }
}

/** The paths that a projection keeps; null where that depends on the document: one that leaves fields out, or computes. Pure. */
export function pathsOfProjection(projection: Document): string[] | null {
  const entries = Object.entries(projection);
  const keeps = ([path, value]: [string, Value]) => (typeof value === "boolean" || isNumeric(value)) && (isTruthy(value) || path === "_id") && !path.includes("$");
  if (!entries.every(keeps) || !entries.some(([, value]) => isTruthy(value))) return null;
  return ["_id", ...entries.map(([path]) => path)];
}

/** Null where a name is not of plain letters: it is looked for byte by byte. */
function firstLevel(paths: string[]): string[] | null {
  const names = new Set(paths.map((path) => path.split(".", 1)[0] as string));
  return [...names].every((name) => /^[\x20-\x7e]+$/.test(name) && name !== "__proto__") ? [...names] : null;
}
