import type { Document } from "bson";
import { compareStrings, equalBson, isDocument } from "./bson-order.ts";
import { compileFilter } from "./match-documents.ts";
import { checkPipeline, runPipeline } from "./aggregation/run-pipeline.ts";
import { MongoError } from "./mongo-error.ts";
import { matchedPosition } from "./project-document.ts";
import { UPDATE_OPERATORS } from "./update-operators.ts";
import type { Value } from "./bson-order.ts";

export type UpdateOptions = { filter: Document; arrayFilters?: Document[] | undefined; isInsert: boolean; now: Date; variables: Record<string, Value> };

/** The document after an update (operators, replacement or pipeline); the given one is left as it is. Types are kept as stored. */
export function applyUpdate(document: Document, update: Document | Document[], options: UpdateOptions): Document {
  if (Array.isArray(update)) return applyPipeline(document, update, options.variables);
  if (!Object.keys(update)[0]?.startsWith("$")) return replace(document, update);
  const result = structuredCopy(document) as Document;
  const filters = namedArrayFilters(options.arrayFilters ?? []);
  refuseUnusedFilters(filters, update);
  const touched: string[] = [];
  for (const [operator, fields] of Object.entries(update)) {
    const apply = UPDATE_OPERATORS[operator];
    if (!apply) throw new MongoError(9, `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`);
    if (!isDocument(fields)) throw new MongoError(9, `Modifiers operate on fields but we found type ${typeof fields} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${String(fields)}}`);
    // New fields come in the order of their names, as MongoDB adds them.
    for (const [path, operand] of Object.entries(fields).sort(byPath)) {
      if (path === "") throw new MongoError(56, "An empty update path is not valid.");
      refuseConflict(touched, path);
      touched.push(path);
      if (operator === "$rename") {
        refuseConflict(touched, String(operand));
        touched.push(String(operand));
      }
      if (operator === "$setOnInsert" && !options.isInsert) continue;
      for (const target of resolveTargets(result, path, options.filter, filters, document)) {
        if (target[0] === "_id" && document["_id"] !== undefined) {
          if (operator === "$set" && target.length === 1 && equalBson(operand, document["_id"])) continue;
          throw new MongoError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
        }
        apply(result, target, operand, options);
      }
    }
  }
  return result;
}

function replace(document: Document, replacement: Document): Document {
  const bad = Object.keys(replacement).find((key) => key.startsWith("$"));
  if (bad) throw new MongoError(52, `The dollar ($) prefixed field '${bad}' in '${bad}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`);
  if (replacement["_id"] !== undefined && document["_id"] !== undefined && !equalBson(replacement["_id"], document["_id"])) {
    throw new MongoError(66, "After applying the update, the (immutable) field '_id' was found to have been altered");
  }
  const { _id: given, ...rest } = replacement;
  const id = document["_id"] ?? given;
  return id === undefined ? rest : { _id: id, ...rest };
}

const PIPELINE_STAGES = new Set(["$set", "$addFields", "$unset", "$project", "$replaceRoot", "$replaceWith"]);

function applyPipeline(document: Document, pipeline: Document[], variables: Record<string, Value>): Document {
  checkPipeline(pipeline);
  for (const stage of pipeline) {
    const name = Object.keys(stage)[0] ?? "";
    if (!PIPELINE_STAGES.has(name)) throw new MongoError(72, `${name} is not allowed to be used within an update`);
  }
  const [result = {}] = runPipeline([document], pipeline, { variables, find: () => [] });
  if (document["_id"] === undefined) return result;
  if (result["_id"] === undefined) return { _id: document["_id"], ...result };
  if (!equalBson(result["_id"], document["_id"])) throw new MongoError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  return result;
}

/** What an upsert begins with: the equalities of its filter. */
export function documentFromFilter(filter: Document): Document {
  const result: Document = {};
  collect(filter);
  return result;

  function collect(clause: Document): void {
    for (const [key, condition] of Object.entries(clause)) {
      if (key === "$and") (condition as Document[]).forEach(collect);
      else if (key === "$or" && (condition as Document[]).length === 1) (condition as Document[]).forEach(collect);
      else if (!key.startsWith("$")) {
        const operators = isDocument(condition) && Object.keys(condition)[0]?.startsWith("$");
        if (!operators) {
          if ((condition as { _bsontype?: string } | null)?._bsontype !== "BSONRegExp") setPath(result, key.split("."), condition);
        } else if ("$eq" in (condition as Document)) setPath(result, key.split("."), (condition as Document)["$eq"]);
        else if (Array.isArray((condition as Document)["$in"]) && (condition as Document)["$in"].length === 1) setPath(result, key.split("."), (condition as Document)["$in"][0]);
      }
    }
  }
}

function setPath(document: Document, parts: string[], value: Value): void {
  let node = document;
  for (const part of parts.slice(0, -1)) node = (node[part] ??= {}) as Document;
  node[parts.at(-1) as string] = value;
}

function refuseConflict(touched: string[], path: string): void {
  const other = touched.find((seen) => seen === path || seen.startsWith(`${path}.`) || path.startsWith(`${seen}.`));
  if (other !== undefined) throw new MongoError(40, `Updating the path '${path}' would create a conflict at '${other.length < path.length ? other : path}'`);
}

function namedArrayFilters(arrayFilters: Document[]): Map<string, (element: Value) => boolean> {
  const named = new Map<string, (element: Value) => boolean>();
  for (const filter of arrayFilters) {
    const first = Object.keys(filter).find((key) => !key.startsWith("$")) ?? Object.keys((Object.values(filter)[0] as Document[])?.[0] ?? {})[0] ?? "";
    const name = first.split(".")[0] as string;
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) throw new MongoError(2, `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`);
    if (named.has(name)) throw new MongoError(9, `Found multiple array filters with the same top-level field name ${name}`);
    const matches = compileFilter(filter);
    named.set(name, (element) => matches({ [name]: element }));
  }
  return named;
}

function refuseUnusedFilters(filters: Map<string, unknown>, update: Document): void {
  if (filters.size === 0) return;
  const paths = Object.values(update).flatMap((fields) => (isDocument(fields) ? Object.keys(fields) : []));
  for (const name of filters.keys()) {
    if (!paths.some((path) => path.includes(`$[${name}]`))) throw new MongoError(9, `The array filter for identifier '${name}' was not used in the update`);
  }
}

/** Numbers by value, names by their bytes, part by part. */
function byPath([a]: [string, Value], [b]: [string, Value]): number {
  const [left, right] = [a.split("."), b.split(".")];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [x, y] = [left[index] as string, right[index] as string];
    if (x === y) continue;
    return /^\d+$/.test(x) && /^\d+$/.test(y) ? Number(x) - Number(y) : compareStrings(x, y);
  }
  return left.length - right.length;
}

/** Concrete paths of an update's path: `$` from the match, `$[]` and `$[name]` from the array's elements. */
function resolveTargets(result: Document, path: string, filter: Document, filters: Map<string, (element: Value) => boolean>, original: Document): string[][] {
  const parts = path.split(".");
  if (!path.includes("$")) return [parts];
  let targets: { done: string[]; node: Value }[] = [{ done: [], node: result }];
  for (const part of parts) {
    targets = targets.flatMap(({ done, node }) => {
      if (part === "$") {
        const position = matchedPosition(original, done.join("."), filter);
        if (position === undefined) throw new MongoError(2, "The positional operator did not find the match needed from the query.");
        return [{ done: [...done, String(position)], node: (node as Value[] | undefined)?.[position] }];
      }
      const bracket = /^\$\[(.*)\]$/.exec(part);
      if (bracket) {
        if (!Array.isArray(node)) throw new MongoError(2, node === undefined ? `The path '${done.join(".")}' must exist in the document in order to apply array updates.` : `Cannot apply array updates to non-array element ${done.at(-1)}: ${String(node)}`);
        const test = bracket[1] === "" ? () => true : filters.get(bracket[1] as string);
        if (!test) throw new MongoError(2, `No array filter found for identifier '${bracket[1]}' in path '${path}'`);
        return node.flatMap((element, index) => (test(element) ? [{ done: [...done, String(index)], node: element as Value }] : []));
      }
      return [{ done: [...done, part], node: isDocument(node) ? node[part] : Array.isArray(node) ? (node[Number(part)] as Value) : undefined }];
    });
  }
  return targets.map(({ done }) => done);
}

/** A copy of the containers; BSON's own values are never changed in place and are shared. */
function structuredCopy(value: Value): Value {
  if (Array.isArray(value)) return value.map(structuredCopy);
  if (!isDocument(value)) return value;
  const copy: Document = {};
  for (const key of Object.keys(value)) {
    const field = value[key] as Value;
    if (key === "__proto__") Object.defineProperty(copy, key, { value: structuredCopy(field), writable: true, enumerable: true, configurable: true });
    else copy[key] = typeof field === "object" && field !== null ? structuredCopy(field) : field;
  }
  return copy;
}
