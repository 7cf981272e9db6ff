import { Int32, Long } from "bson";
import type { Document } from "bson";
import { isDocument, isNumeric } from "../bson-order.ts";
import { asNumber } from "../number-arithmetic.ts";
import { compileSort } from "../compile-sort.ts";
import { MongoError } from "../mongo-error.ts";
import { compileExpression, scopeOf, valueAtPath } from "./compile-expression.ts";
import { compileAccumulator } from "./group-stage.ts";
import { setAt } from "./join-stages.ts";
import { compareValues } from "./logic-operators.ts";
import type { Value } from "../bson-order.ts";
import type { Expression } from "./compile-expression.ts";

type Variables = Record<string, Value>;

export function positive(value: Value, stage: string, least: number, code: number): number {
  const number = isNumeric(value) ? asNumber(value) : NaN;
  if (!Number.isInteger(number) || number < least) throw new MongoError(code, least === 1 ? "the limit must be positive" : `invalid argument to ${stage} stage: Expected a non-negative number`);
  return number;
}

export function sortDocuments(documents: Document[], specification: Value): Document[] {
  if (!isDocument(specification)) throw new MongoError(15973, "the $sort key specification must be an object");
  if (Object.keys(specification).length === 0) throw new MongoError(15976, "$sort stage must have at least one sort key");
  if (Object.values(specification).some(isDocument)) throw new MongoError(238, "$sort by $meta is not supported by the embedded engine: use a MongoDB server for it");
  return [...documents].sort(compileSort(specification));
}

export function unwind(documents: Document[], specification: Value): Document[] {
  const { path, includeArrayIndex: indexField, preserveNullAndEmptyArrays: keep } = isDocument(specification) ? specification : { path: specification as Value, includeArrayIndex: undefined, preserveNullAndEmptyArrays: undefined };
  if (typeof path !== "string") throw new MongoError(28808, "expected a string as the path for $unwind stage");
  if (!path.startsWith("$")) throw new MongoError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const parts = path.slice(1).split(".");
  const withIndex = (document: Document, index: Value): Document => (typeof indexField === "string" ? setAt(document, indexField.split("."), index) : document);
  return documents.flatMap((document) => {
    const value = plainValue(document, parts);
    if (Array.isArray(value) && value.length > 0) return value.map((element, index) => withIndex(setAt(document, parts, element as Value), Long.fromNumber(index)));
    if (Array.isArray(value)) return keep === true ? [withIndex(removeAt(document, parts), null)] : [];
    if (value === undefined || value === null) return keep === true ? [withIndex(document, null)] : [];
    return [withIndex(document, null)];
  });
}

function plainValue(document: Document, parts: readonly string[]): Value {
  return parts.reduce<Value>((node, part) => (isDocument(node) && Object.hasOwn(node, part) ? node[part] : undefined), document);
}

function removeAt(document: Document, [part = "", ...rest]: readonly string[]): Document {
  const { [part]: inner, ...others } = document;
  return rest.length === 0 || !isDocument(inner) ? others : { ...document, [part]: removeAt(inner, rest) };
}

export function replaceRoot(documents: Document[], expression: Value, variables: Variables): Document[] {
  const root = compileExpression(expression, Object.keys(variables));
  return documents.map((document) => {
    const value = root(scopeOf(document, variables));
    if (!isDocument(value)) throw new MongoError(40228, "'newRoot' expression must evaluate to an object, but resulting value was not one");
    return value;
  });
}

export function bucket(documents: Document[], specification: Value, variables: Variables): Document[] {
  const { groupBy, boundaries, default: other, output = { count: { $sum: new Int32(1) } } } = specification as Document;
  if (!Array.isArray(boundaries) || boundaries.length < 2) throw new MongoError(40192, "The $bucket 'boundaries' field must have at least 2 values");
  if (boundaries.some((bound, index) => index > 0 && compareValues(boundaries[index - 1], bound) >= 0)) throw new MongoError(40194, "The 'boundaries' option to $bucket must be sorted");
  const names = Object.keys(variables);
  const value: Expression = compileExpression(groupBy as Value, names);
  const fields = Object.entries(output as Document).map(([field, accumulator]): [string, ReturnType<typeof compileAccumulator>] => [field, compileAccumulator(field, accumulator as Value, names)]);
  const buckets = new Map<number, [string, ReturnType<ReturnType<typeof compileAccumulator>>][]>();
  for (const document of documents) {
    const scope = scopeOf(document, variables);
    const found = value(scope);
    const place = boundaries.findIndex((bound, index) => index < boundaries.length - 1 && compareValues(found, bound) >= 0 && compareValues(found, boundaries[index + 1]) < 0);
    if (place < 0 && other === undefined) throw new MongoError(40066, "$switch could not find a matching branch for an input, and no default was specified.");
    const gatherings = buckets.get(place) ?? fields.map(([field, create]): [string, ReturnType<typeof create>] => [field, create()]);
    buckets.set(place, gatherings);
    for (const [, gathering] of gatherings) gathering.add(scope);
  }
  const rows = [...buckets].map(([place, gatherings]) => ({ _id: (place < 0 ? other : boundaries[place]) as Value, ...Object.fromEntries(gatherings.map(([field, gathering]) => [field, gathering.result()])) }));
  return sortDocuments(rows, { _id: new Int32(1) });
}

export function sampleDocuments(documents: Document[], specification: Value): Document[] {
  const size = positive((specification as Document)["size"], "$sample", 0, 28747);
  const drawn = [...documents];
  for (let index = drawn.length - 1; index > 0; index -= 1) {
    const other = Math.floor(Math.random() * (index + 1));
    [drawn[index], drawn[other]] = [drawn[other] as Document, drawn[index] as Document];
  }
  return drawn.slice(0, size);
}

export function redact(documents: Document[], expression: Value, variables: Variables): Document[] {
  const decide = compileExpression(expression, Object.keys(variables));
  const visit = (part: Document, root: Document): Document | null => {
    const decision = decide({ document: part, root, variables });
    if (decision === "$$PRUNE") return null;
    if (decision === "$$KEEP") return part;
    if (decision !== "$$DESCEND") throw new MongoError(17053, "$redact's expression should not return anything aside from the variables $$KEEP, $$DESCEND, and $$PRUNE");
    return Object.fromEntries(Object.entries(part).flatMap(([key, value]) => {
      const inner = descend(value as Value, root);
      return inner === undefined ? [] : [[key, inner]];
    }));
  };
  const descend = (value: Value, root: Document): Value => {
    if (Array.isArray(value)) return value.map((element) => descend(element as Value, root)).filter((element) => element !== undefined);
    return isDocument(value) ? (visit(value, root) ?? undefined) : value;
  };
  return documents.flatMap((document) => visit(document, document) ?? []);
}

export function graphLookup(documents: Document[], specification: Value, variables: Variables, find: (name: string, filter: Document) => Document[]): Document[] {
  const { from, startWith, connectFromField, connectToField, as, maxDepth, depthField, restrictSearchWithMatch = {} } = specification as Document;
  const start = compileExpression(startWith as Value, Object.keys(variables));
  const deepest = maxDepth === undefined ? Infinity : positive(maxDepth as Value, "$graphLookup", 0, 40100);
  return documents.map((document) => {
    const found: Document[] = [];
    let frontier = [start(scopeOf(document, variables))].flat();
    for (let depth = 0; frontier.length > 0 && depth <= deepest; depth += 1) {
      const next = find(String(from), { $and: [{ [String(connectToField)]: { $in: frontier } }, restrictSearchWithMatch as Document] });
      const fresh = next.filter((candidate) => !found.some((known) => compareValues(known["_id"], candidate["_id"]) === 0));
      found.push(...fresh.map((candidate) => (typeof depthField === "string" ? setAt(candidate, depthField.split("."), Long.fromNumber(depth)) : candidate)));
      frontier = fresh.flatMap((candidate) => valueAtPath(candidate, String(connectFromField).split("."))).filter((value) => value !== undefined);
    }
    return setAt(document, String(as).split("."), found);
  });
}
