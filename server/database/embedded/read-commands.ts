import { Int32, serialize } from "bson";
import type { Document } from "bson";
import { bindVariables } from "./bind-variables.ts";
import { bsonTypeOrder, compareBson, isDocument, isNumeric, numericValue } from "./bson-order.ts";
import { indexedValues } from "./document-path.ts";
import { compileFilter, compileSort } from "./match-documents.ts";
import { MongoError } from "./mongo-error.ts";
import { planQuery, recordsOf } from "./plan-query.ts";
import { promote } from "./promote.ts";
import { compileProjection } from "./project-document.ts";
import { checkPipeline, runPipeline } from "./run-aggregation.ts";
import type { Value } from "./bson-order.ts";
import type { Plan } from "./plan-query.ts";
import type { Command, CommandContext } from "./run-command.ts";
import type { Collection, Index, Record_, Storage } from "./storage.ts";

export type Query = { filter: Document; sort?: Document | undefined; skip?: number; limit?: number; hint?: Value };

/** The records that a query asks for, in its order, stopping as early as the index allows; `examined` counts those looked at. */
export function findRecords(storage: Storage, collection: Collection | undefined, query: Query): { records: Record_[]; plan: Plan; examined: number } {
  const matches = compileFilter(query.filter);
  if (query.sort) compileSort(query.sort);
  if (!collection) return { records: [], plan: { index: null, bounds: [], backwards: false, sorted: true }, examined: 0 };
  const plan = planQuery(collection, query.filter, natural(query.sort) ? undefined : query.sort, findHinted(collection, query.hint));
  const skip = query.skip ?? 0;
  const stop = plan.sorted && query.limit ? skip + query.limit : Infinity;
  const found: Record_[] = [];
  let examined = 0;
  for (const record of recordsOf(storage, collection, plan)) {
    examined += 1;
    if (!matches(record.document)) continue;
    found.push(record);
    if (found.length >= stop) break;
  }
  if (query.sort && natural(query.sort)) {
    found.sort((a, b) => (a.id - b.id) * Number(numericValue(query.sort?.["$natural"])));
  } else if (query.sort && !plan.sorted) {
    const compare = compileSort(query.sort);
    found.sort((a, b) => compare(a.document, b.document) || a.id - b.id);
  } else if (plan.index && !query.sort) {
    // Without a sort the order is the documents' own, whichever index was used.
    found.sort((a, b) => a.id - b.id);
  }
  const end = query.limit ? skip + query.limit : undefined;
  return { records: skip || end ? found.slice(skip, end) : found, plan, examined };
}

/** The index that a hint names, by name or by key; null when there is no hint to follow. */
function findHinted(collection: Collection, hint: Value): Index | null {
  if (hint === undefined || hint === null || (isDocument(hint) && "$natural" in hint)) return null;
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
  return value === undefined || value === null ? undefined : Number(String(numericValue(value)));
}

const find: Command = (command, context) => {
  const name = String(command["find"]);
  const query = readQuery(command, context.variables);
  const filter = query.filter;
  const { records } = findRecords(context.storage, context.storage.find(context.database, name), query);
  const projection = command["projection"] ? compileProjection(documentOf(command["projection"], "projection"), filter) : null;
  const documents = projection ? records.map(({ document }) => Buffer.from(serialize(projection(document), { ignoreUndefined: true }))) : records.map(({ bytes }) => Buffer.from(bytes));
  const batchSize = numberOf(command["batchSize"]);
  const single = command["singleBatch"] === true || (numberOf(command["limit"]) ?? 0) < 0;
  return { body: { ok: 1 }, batch: { field: "firstBatch", batch: context.cursors.first(`${context.database}.${name}`, documents, batchSize, single) } };
};

function readQuery(command: Document, variables?: Document): Query {
  const limit = Math.abs(numberOf(command["limit"]) ?? 0);
  const skip = numberOf(command["skip"]) ?? 0;
  if (skip < 0) throw new MongoError(51024, "BSON field 'skip' value must be >= 0");
  const sort = command["sort"] === undefined ? undefined : documentOf(command["sort"], "sort");
  const filter = bindVariables(documentOf(command["filter"] ?? command["query"], "filter"), variables);
  return { filter, hint: command["hint"], sort: sort && Object.keys(sort).length > 0 ? sort : undefined, skip, limit };
}

const getMore: Command = (command, { cursors, database }) => {
  const id = BigInt(String(numericValue(command["getMore"])));
  return { body: { ok: 1 }, batch: { field: "nextBatch", batch: cursors.next(id, `${database}.${String(command["collection"])}`, numberOf(command["batchSize"])) } };
};

const killCursors: Command = (command, { cursors }) => {
  const ids = (command["cursors"] as Value[]).map((id) => BigInt(String(numericValue(id))));
  const killed = ids.filter((id) => cursors.kill(id));
  return { body: { cursorsKilled: killed, cursorsNotFound: ids.filter((id) => !killed.includes(id)), cursorsAlive: [], cursorsUnknown: [], ok: 1 } };
};

const aggregate: Command = (command, context) => {
  const given = command["pipeline"] as Value;
  checkPipeline(given);
  const pipeline = bindVariables(given, context.variables);
  if (command["explain"] === true) return explain({ explain: command, $db: context.database }, context);
  const name = String(command["aggregate"]);
  const documents = aggregateDocuments(name, pipeline, context, command["hint"] as Value).map((document) => Buffer.from(serialize(document, { ignoreUndefined: true })));
  const namespace = `${context.database}.${typeof command["aggregate"] === "string" ? name : "$cmd.aggregate"}`;
  const batchSize = numberOf((command["cursor"] as Document | undefined)?.["batchSize"]);
  return { body: { ok: 1 }, batch: { field: "firstBatch", batch: context.cursors.first(namespace, documents, batchSize, false) } };
};

/** Leading `$match`, `$sort`, `$skip` and `$limit` go to the index; the rest runs over what is left. */
function splitPipeline(pipeline: Document[]): { query: Query; rest: Document[] } {
  const query: Query = { filter: {} };
  let taken = 0;
  const filters: Document[] = [];
  while (pipeline[taken]?.["$match"] !== undefined) {
    filters.push(documentOf(pipeline[taken]?.["$match"], "$match"));
    taken += 1;
  }
  query.filter = filters.length === 1 ? (filters[0] as Document) : filters.length > 1 ? { $and: filters } : {};
  if (isDocument(pipeline[taken]?.["$sort"]) && !Object.values(pipeline[taken]?.["$sort"] as Document).some(isDocument)) {
    query.sort = pipeline[taken]?.["$sort"] as Document;
    taken += 1;
  }
  if (pipeline[taken]?.["$skip"] !== undefined) {
    query.skip = numberOf(pipeline[taken]?.["$skip"]) ?? 0;
    taken += 1;
  }
  if (pipeline[taken]?.["$limit"] !== undefined) {
    query.limit = numberOf(pipeline[taken]?.["$limit"]) ?? 0;
    if (query.limit <= 0) throw new MongoError(15958, "the limit must be positive");
    taken += 1;
  }
  return { query, rest: pipeline.slice(taken) };
}

function aggregateDocuments(name: string, pipeline: Document[], { storage, database }: CommandContext, hint: Value): Document[] {
  const { query, rest } = splitPipeline(pipeline);
  query.hint = hint;
  const { records } = findRecords(storage, storage.find(database, name), query);
  const counted = countStage(rest);
  if (counted) return records.length > 0 ? [{ _id: counted.id, [counted.field]: new Int32(records.length) }] : [];
  return runPipeline(
    records.map(({ document }) => document),
    rest,
    (other) => findRecords(storage, storage.find(database, other), { filter: {} }).records.map(({ document }) => document),
  );
}

/** `{$group: {_id: constant, n: {$sum: 1}}}` alone, which is how drivers count documents: needs no document decoded again. */
function countStage(rest: Document[]): { id: Value; field: string } | null {
  const group = rest.length === 1 ? (rest[0]?.["$group"] as Value) : undefined;
  if (!isDocument(group)) return null;
  const { _id: id, ...fields } = group;
  const [entry, ...more] = Object.entries(fields);
  if (!entry || more.length > 0 || !(id === null || isNumeric(id))) return null;
  const sum = isDocument(entry[1]) && Object.keys(entry[1]).length === 1 ? (entry[1]["$sum"] as Value) : undefined;
  return isNumeric(sum) && String(numericValue(sum)) === "1" ? { id: id as Value, field: entry[0] } : null;
}

const count: Command = (command, { storage, database }) => {
  const collection = storage.find(database, String(command["count"]));
  const query = readQuery(command);
  const unfiltered = Object.keys(query.filter).length === 0 && !query.skip && !query.limit;
  const n = !collection ? 0 : unfiltered ? storage.count(collection) : findRecords(storage, collection, query).records.length;
  return { body: { n, ok: 1 } };
};

const distinct: Command = (command, { storage, database }) => {
  const parts = String(command["key"]).split(".");
  const { records } = findRecords(storage, storage.find(database, String(command["distinct"])), { filter: documentOf(command["query"], "query"), hint: command["hint"] });
  const values = records.flatMap(({ document }) => indexedValues(document, parts).values.filter((value) => value !== undefined));
  values.sort(compareBson);
  return { body: { values: values.filter((value, index) => index === 0 || bsonTypeOrder(value) !== bsonTypeOrder(values[index - 1]) || compareBson(value, values[index - 1]) !== 0), ok: 1 } };
};

const explain: Command = (command, { storage, database }) => {
  const inner = command["explain"] as Document;
  const name = String(Object.values(inner)[0]);
  const pipeline = inner["pipeline"] as Document[] | undefined;
  const write = ((inner["updates"] ?? inner["deletes"]) as Document[] | undefined)?.[0];
  const query = pipeline ? splitPipeline(pipeline).query : write ? readQuery({ filter: write["q"] }) : readQuery({ ...inner, filter: inner["filter"] ?? inner["query"] });
  const { records, plan, examined } = findRecords(storage, storage.find(database, name), query);
  const access = plan.index
    ? { stage: "FETCH", inputStage: { stage: "IXSCAN", keyPattern: plan.index.spec.key, indexName: plan.index.spec.name, isMultiKey: plan.index.multikey, direction: plan.backwards ? "backward" : "forward" } }
    : { stage: "COLLSCAN", direction: "forward" };
  const winningPlan = plan.sorted || !query.sort ? access : { stage: "SORT", sortPattern: query.sort, inputStage: access };
  return {
    body: {
      queryPlanner: { namespace: `${database}.${name}`, parsedQuery: query.filter, winningPlan, rejectedPlans: [] },
      executionStats: { executionSuccess: true, nReturned: records.length, totalKeysExamined: plan.index ? examined : 0, totalDocsExamined: examined },
      ok: 1,
    },
  };
};

export const READ_COMMANDS: Record<string, Command> = { find, getMore, killCursors, aggregate, count, distinct, explain };
