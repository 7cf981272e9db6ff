import type { Document } from "bson";
import { isDocument, isNumeric, numericValue } from "./bson-order.ts";
import { numberOf } from "./find-records.ts";
import { MongoError } from "./mongo-error.ts";
import type { Value } from "./bson-order.ts";
import type { Query } from "./find-records.ts";

/** Leading `$match`, `$sort`, `$skip` and `$limit` go to the index; the rest runs over what is left. */
export function splitPipeline(pipeline: Document[]): { query: Query; rest: Document[] } {
  const query: Query = { filter: {} };
  let taken = 0;
  const filters: Document[] = [];
  while (isDocument(pipeline[taken]?.["$match"])) {
    filters.push(pipeline[taken]?.["$match"] as Document);
    taken += 1;
  }
  query.filter = filters.length === 1 ? (filters[0] as Document) : filters.length > 1 ? { $and: filters } : {};
  const sort = pipeline[taken]?.["$sort"] as Value;
  if (isDocument(sort) && Object.keys(sort).length > 0 && !Object.values(sort).some(isDocument)) {
    query.sort = sort;
    taken += 1;
  }
  if (pipeline[taken]?.["$skip"] !== undefined) {
    query.skip = numberOf(pipeline[taken]?.["$skip"] as Value) ?? 0;
    taken += 1;
  }
  if (pipeline[taken]?.["$limit"] !== undefined) {
    query.limit = numberOf(pipeline[taken]?.["$limit"] as Value) ?? 0;
    if (query.limit <= 0) throw new MongoError(15958, "the limit must be positive");
    taken += 1;
  }
  return { query, rest: pipeline.slice(taken) };
}

/** `{$group: {_id: constant, n: {$sum: 1}}}` alone, which is how drivers count documents: needs no document decoded. */
export function countStage(rest: Document[]): { id: Value; field: string } | null {
  const group = rest.length === 1 ? (rest[0]?.["$group"] as Value) : undefined;
  if (!isDocument(group)) return null;
  const { _id: id, ...fields } = group;
  const [entry, ...more] = Object.entries(fields);
  if (!entry || more.length > 0 || !(id === null || isNumeric(id))) return null;
  const sum = isDocument(entry[1]) && Object.keys(entry[1]).length === 1 ? (entry[1]["$sum"] as Value) : undefined;
  return isNumeric(sum) && String(numericValue(sum)) === "1" ? { id: id as Value, field: entry[0] } : null;
}
