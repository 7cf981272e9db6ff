import type { Document } from "bson";
import { isDocument, isNumeric, numericValue } from "./bson-order.ts";
import { compileSort } from "./compile-sort.ts";
import { compileFilter } from "./match-documents.ts";
import { MongoError } from "./mongo-error.ts";
import { fieldsOfQuery } from "./needed-fields.ts";
import { countPlanned, planQuery, recordsOf } from "./plan-query.ts";
import { promote } from "./promote.ts";
import type { Value } from "./bson-order.ts";
import type { Plan } from "./plan-query.ts";
import type { Collection, Index, Storage } from "./storage.ts";
import type { StoredDocument } from "./stored-document.ts";

/** `fields`: the first-level ones that the filter, the order and who asks look at; null: any. */
export type Query = { filter: Document; sort?: Document | undefined; skip?: number; limit?: number; hint?: Value; variables?: Record<string, Value>; fields?: readonly string[] | null };

const NOTHING: Plan = { index: null, bounds: [], backwards: false, sorted: true, covers: false, unique: null };

/** The records that a query asks for, in its order, stopping as early as the index allows; `examined` counts those looked at. */
export function findRecords(storage: Storage, collection: Collection | undefined, query: Query): { records: StoredDocument[]; plan: Plan; examined: number } {
  if (query.sort && !natural(query.sort)) compileSort(query.sort);
  const plan = collection ? planQuery(collection, query.filter, natural(query.sort) ? undefined : query.sort, findHinted(collection, query.hint)) : NOTHING;
  // When the index alone says that it matches, the document need not be decoded.
  const matches = plan.covers ? null : compileFilter(query.filter, query.variables);
  if (!collection) return { records: [], plan, examined: 0 };
  const skip = query.skip ?? 0;
  // Without a wanted order the documents' own holds, unless an index has reached a few of them only and the first will do.
  const inOrder = query.sort ? plan.sorted && !natural(query.sort) : plan.index === null || plan.unique !== null;
  const stop = query.limit && inOrder ? skip + query.limit : Infinity;
  const fields = query.fields ?? null;
  const found: StoredDocument[] = [];
  let examined = 0;
  for (const record of recordsOf(storage, collection, plan)) {
    examined += 1;
    if (matches && !matches(record.fields(fields))) continue;
    found.push(record);
    if (found.length >= stop) break;
  }
  if (query.sort && natural(query.sort)) {
    found.sort((a, b) => (a.id - b.id) * Number(numericValue(query.sort?.["$natural"])));
  } else if (query.sort && !plan.sorted) {
    const compare = compileSort(query.sort);
    found.sort((a, b) => compare(a.fields(fields), b.fields(fields)) || a.id - b.id);
  } else if (plan.index && !query.sort) {
    found.sort((a, b) => a.id - b.id);
  }
  const end = query.limit ? skip + query.limit : undefined;
  return { records: skip || end ? found.slice(skip, end) : found, plan, examined };
}

/** How many records match; from the index alone where it says all. */
export function countRecords(storage: Storage, collection: Collection | undefined, query: Query): number {
  if (!collection) return findRecords(storage, collection, query).records.length;
  if (!query.skip && !query.limit && query.hint === undefined) {
    if (Object.keys(query.filter).length === 0) return storage.count(collection);
    const plan = planQuery(collection, query.filter, undefined);
    if (plan.covers) return countPlanned(storage, plan);
  }
  return findRecords(storage, collection, { ...query, fields: fieldsOfQuery(query.filter, query.sort) }).records.length;
}

/** The index that a hint names, by name or by key; null when there is no hint to follow. */
function findHinted(collection: Collection, hint: Value): Index | null {
  if (hint === undefined || hint === null || (isDocument(hint) && ("$natural" in hint || Object.keys(hint).length === 0))) return null;
  const wanted = isDocument(hint) ? JSON.stringify(promote(hint)) : null;
  const index = collection.indexes.find(({ spec }) => (wanted === null ? spec.name === hint : JSON.stringify(spec.key) === wanted));
  if (!index) throw new MongoError(2, "error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index");
  return index;
}

function natural(sort: Document | undefined): boolean {
  return sort !== undefined && "$natural" in sort;
}

export function documentOf(value: Value, what: string): Document {
  if (value === undefined || value === null) return {};
  if (!isDocument(value)) throw new MongoError(14, `BSON field '${what}' is the wrong type, expected type 'object'`);
  return value;
}

export function numberOf(value: Value): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isNumeric(value)) throw new MongoError(14, `BSON field is the wrong type '${typeof value}', expected a number`);
  return Number(String(numericValue(value)));
}

/** The query of a find, count or write statement. */
export function readQuery(command: Document, variables?: Record<string, Value>): Query {
  const limit = Math.abs(numberOf(command["limit"]) ?? 0);
  const skip = numberOf(command["skip"]) ?? 0;
  if (skip < 0) throw new MongoError(51024, "BSON field 'skip' value must be >= 0");
  const sort = command["sort"] === undefined ? undefined : documentOf(command["sort"], "sort");
  const filter = documentOf(command["filter"] ?? command["query"], "filter");
  return { filter, hint: command["hint"], sort: sort && Object.keys(sort).length > 0 ? sort : undefined, skip, limit, ...(variables ? { variables } : {}) };
}
