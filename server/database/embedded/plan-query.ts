import { BSONRegExp } from "bson";
import type { Document } from "bson";
import { bsonTypeOrder, compareBson, isDocument, numericValue } from "./bson-order.ts";
import { encodeKey, encodeValue, invert, typeByte } from "./index-key.ts";
import { isOperatorDocument } from "./match-documents.ts";
import type { Value } from "./bson-order.ts";
import type { Collection, Index, Storage } from "./storage.ts";
import type { StoredDocument } from "./stored-document.ts";

type Bounds = { start: Buffer; end: Buffer };
/** `keys` are those of `equal`, encoded when an index first asks. */
type Condition = { equal: Value[] | null; keys: Buffer[] | null; low: Value; high: Value; lowSet: boolean; highSet: boolean };
type Conditions = Map<string, Condition>;

/** How a query reaches its documents: every one, or those in some ranges of an index; `sorted` when the order comes from it too. */
export type Plan = {
  index: Index | null;
  bounds: Bounds[];
  backwards: boolean;
  sorted: boolean;
  /** The index alone decides: every record in the bounds matches the filter, and no other does. */
  covers: boolean;
  /** The one whole key of a unique index that can match: a look-up instead of a range. */
  unique: Buffer | null;
};

/** Far more look-ups than this are as dear as looking at everything. */
const MAX_RANGES = 10_000;

/** Chooses among all indexes (or takes the hinted one where it can serve) the index with the longest equality prefix, then a range, then the wanted order. */
export function planQuery(collection: Collection, filter: Document, sort: Document | undefined, hinted: Index | null = null): Plan {
  const exact = hinted ? null : planExact(collection, filter);
  if (exact) return exact;
  const conditions = readConditions(filter);
  const sortFields = Object.entries(sort ?? {}).map(([path, direction]) => ({ path, direction: Number(numericValue(direction)) }));
  let best: { plan: Plan; score: number } = { plan: { index: null, bounds: [], backwards: false, sorted: sortFields.length === 0, covers: Object.keys(filter).length === 0, unique: null }, score: 0 };
  for (const index of hinted ? [hinted] : collection.indexes) {
    const candidate = planIndex(index, conditions, sortFields, filter);
    if (candidate && candidate.score > best.score) best = candidate;
  }
  return best.plan;
}

/** Most statements name all of a unique index: one look-up, which no other index betters, and no need to weigh them. */
function planExact(collection: Collection, filter: Document): Plan | null {
  for (const index of collection.indexes) {
    if (!index.spec.unique || index.partial || index.spec.sparse || index.hashed) continue;
    const values: Value[] = [];
    for (const { path } of index.fields) {
      const value = filter[path] as Value;
      if (bsonTypeOrder(value) === 2 || Array.isArray(value) || value instanceof BSONRegExp || value instanceof RegExp || isOperatorDocument(value)) break;
      values.push(value);
    }
    if (values.length < index.fields.length) continue;
    const { bytes, hashed } = encodeKey(values, index.directions);
    if (!hashed) return { index, bounds: [exactly(bytes)], backwards: false, sorted: true, covers: coversFilter(index, index.fields.length, filter, null), unique: bytes };
  }
  return null;
}

function planIndex(index: Index, conditions: Conditions, sortFields: { path: string; direction: number }[], filter: Document): { plan: Plan; score: number } | null {
  if (index.spec.partialFilterExpression && !implies(filter, index.spec.partialFilterExpression)) return null;
  let ranges: Bounds[] = [{ start: Buffer.alloc(0), end: Buffer.alloc(0) }];
  let equalities = 0;
  let single = true;
  let ranged: string | null = null;
  for (const { path, direction } of index.fields) {
    const condition = conditions.get(path);
    if (!condition) break;
    if (condition.equal && condition.equal.length * ranges.length <= MAX_RANGES && isIndexable(condition, index)) {
      const keys = directed(keysOf(condition), direction);
      ranges = ranges.flatMap(({ start }) => keys.map((key) => exactly(Buffer.concat([start, key]))));
      single &&= keys.length === 1;
      equalities += 1;
      continue;
    }
    const limits = rangeOf(condition, direction, index.multikey);
    if (limits) {
      ranges = ranges.map(({ start }) => ({ start: Buffer.concat([start, limits.start]), end: Buffer.concat([start, limits.end]) }));
      ranged = path;
    }
    break;
  }
  if (index.spec.sparse && equalities === 0 && ranged === null) return null;
  const order = single && !index.multikey && !index.hashed && !index.spec.sparse ? orderOf(index, equalities, sortFields) : null;
  if (equalities === 0 && ranged === null && order === null) return null;
  if (index.hashed && ranged !== null) return null;
  const score = equalities * 10 + (ranged === null ? 0 : 4) + (order !== null && sortFields.length > 0 ? 3 : 0) + (index.spec.unique && equalities === index.fields.length ? 5 : 0);
  if (score === 0) return null;
  const whole = equalities === index.fields.length && ranges.length === 1;
  return {
    plan: {
      index,
      bounds: ranges,
      backwards: order === "backwards",
      sorted: sortFields.length === 0 || order !== null,
      covers: coversFilter(index, equalities, filter, ranged),
      unique: whole && index.spec.unique && !index.hashed ? (ranges[0]?.start ?? null) : null,
    },
    score,
  };
}

/** True when the filter is nothing but equalities with plain values that the index's first fields hold exactly, and a span of time of the next one (`ranged`). */
function coversFilter(index: Index, equalities: number, filter: Document, ranged: string | null): boolean {
  if (index.multikey || index.hashed || index.spec.sparse || index.spec.partialFilterExpression) return false;
  const covered = new Set(index.fields.slice(0, equalities).map(({ path }) => path));
  return Object.entries(filter).every(([path, condition]) => (covered.has(path) && !isDocument(condition) && bsonTypeOrder(condition) !== 2) || (path === ranged && isSpan(condition)));
}

/** Bounds of an index hold both of its ends: with one that is left out, the documents say which are met. */
function isSpan(condition: Value): boolean {
  return isDocument(condition) && Object.entries(condition).every(([operator, bound]) => (operator === "$gte" || operator === "$lte") && bound instanceof Date);
}

/**
 * Does the index give the wanted order once its first `equalities` fields are fixed? Only fields of the index itself are known to be fixed:
 * elsewhere an equality may have been met by one element of an array.
 */
function orderOf(index: Index, equalities: number, sortFields: { path: string; direction: number }[]): "forwards" | "backwards" | null {
  const fixed = new Set(index.fields.slice(0, equalities).map(({ path }) => path));
  const wanted = sortFields.filter(({ path }) => !fixed.has(path));
  if (wanted.length === 0) return "forwards";
  const rest = index.fields.slice(equalities);
  if (wanted.length > rest.length) return null;
  const signs = wanted.map((field, position) => (rest[position]?.path === field.path ? field.direction * (rest[position]?.direction ?? 1) : 0));
  if (signs.every((sign) => sign === 1)) return "forwards";
  return signs.every((sign) => sign === -1) ? "backwards" : null;
}

/** What a filter says of each path, as far as an index can use it; the whole filter is checked on every document anyway. */
function readConditions(filter: Document): Conditions {
  const conditions: Conditions = new Map();
  read(filter);
  return conditions;

  function read(clause: Document): void {
    for (const [key, condition] of Object.entries(clause)) {
      if (key === "$and" && Array.isArray(condition)) condition.filter(isDocument).forEach(read);
      if (key.startsWith("$")) continue;
      const entry: Condition = conditions.get(key) ?? { equal: null, keys: null, low: undefined, high: undefined, lowSet: false, highSet: false };
      if (!isOperatorDocument(condition)) {
        if (!(condition instanceof BSONRegExp)) entry.equal ??= [condition];
      } else {
        if ("$eq" in condition) entry.equal ??= [condition["$eq"]];
        if (Array.isArray(condition["$in"])) entry.equal ??= condition["$in"] as Value[];
        for (const operator of ["$gt", "$gte"]) {
          if (operator in condition && !entry.lowSet) Object.assign(entry, { low: condition[operator], lowSet: true });
        }
        for (const operator of ["$lt", "$lte"]) {
          if (operator in condition && !entry.highSet) Object.assign(entry, { high: condition[operator], highSet: true });
        }
      }
      conditions.set(key, entry);
    }
  }
}

function isIndexable(condition: Condition, index: Index): boolean {
  for (const value of condition.equal ?? []) {
    if (Array.isArray(value) || value instanceof BSONRegExp || value instanceof RegExp) return false;
    // A missing value, null and an array's lack of either share a meaning that only the document can tell.
    if (bsonTypeOrder(value) === 2 && (index.multikey || index.spec.sparse)) return false;
  }
  return keysOf(condition).every((key) => key.length < 1_500);
}

/** The keys of a condition's equalities, each once, in ascending order. */
function keysOf(condition: Condition): Buffer[] {
  if (condition.keys) return condition.keys;
  const keys = (condition.equal ?? []).map(encodeValue);
  condition.keys = keys.length === 1 ? keys : [...new Map(keys.map((key) => [key.toString("latin1"), key])).values()].sort(Buffer.compare);
  return condition.keys;
}

function rangeOf(condition: Condition, direction: number, multikey: boolean): Bounds | null {
  const { lowSet, highSet } = condition;
  if (!lowSet && !highSet) return null;
  const bound = lowSet ? condition.low : condition.high;
  const order = bsonTypeOrder(bound);
  if (order === 1 || order === 127 || order === 2 || Array.isArray(bound)) return null;
  if (lowSet && highSet && bsonTypeOrder(condition.high) !== order) return null;
  const type = typeByte(bound);
  // Different elements of an array may meet the two sides: only one side narrows then.
  const useHigh = highSet && !(multikey && lowSet);
  const low = lowSet ? encodeValue(condition.low) : Buffer.from([type]);
  const high = useHigh ? after(encodeValue(condition.high)) : Buffer.from([type + 1]);
  return direction >= 0 ? { start: low, end: high } : { start: invertBound(high), end: after(invert(low)) };
}

function invertBound(high: Buffer): Buffer {
  return invert(high.length > 0 && high[high.length - 1] === 255 ? high.subarray(0, -9) : high);
}

function exactly(key: Buffer): Bounds {
  return { start: key, end: after(key) };
}

/** A bound above every entry that begins with `key`: no value's bytes go on with nine times FF. */
function after(key: Buffer): Buffer {
  return Buffer.concat([key, BEYOND]);
}

const BEYOND = Buffer.alloc(9, 255);

function directed(keys: Buffer[], direction: number): Buffer[] {
  return direction < 0 ? keys.map(invert).reverse() : keys;
}

function implies(filter: Document, partial: Document): boolean {
  return Object.entries(partial).every(([path, wanted]) => {
    const given = filter[path] as Value;
    if (given === undefined) return false;
    if (isDocument(wanted) && wanted["$exists"] !== undefined) return given !== null && !(isOperatorDocument(given) && ("$exists" in given || "$ne" in given || "$nin" in given || "$not" in given));
    return JSON.stringify(given) === JSON.stringify(wanted) || isAbove(given, wanted);
  });
}

/** Is `wanted` only a lower bound, and `given` above it? Of one type: a comparison finds no other. */
function isAbove(given: Value, wanted: Value): boolean {
  if (!isOperatorDocument(wanted) || Object.keys(wanted).join() !== "$gt" || !isOperatorDocument(given)) return false;
  const [bound, low] = [wanted["$gt"] as Value, (given["$gt"] ?? given["$gte"]) as Value];
  if (low === undefined || bsonTypeOrder(low) !== bsonTypeOrder(bound)) return false;
  const above = compareBson(low, bound);
  return above > 0 || (above === 0 && "$gt" in given);
}

/** The records that a plan reaches, each once. */
export function* recordsOf(storage: Storage, collection: Collection, plan: Plan): Generator<StoredDocument> {
  if (!plan.index) return yield* storage.scan(collection);
  if (plan.unique) {
    const id = storage.findUnique(plan.index, plan.unique);
    const record = id === undefined ? undefined : storage.read(collection, id);
    if (record) yield record;
    return;
  }
  const seen = plan.index.multikey || plan.bounds.length > 1 ? new Set<number>() : null;
  const bounds = plan.backwards ? [...plan.bounds].reverse() : plan.bounds;
  for (const { start, end } of bounds) {
    for (const id of storage.scanIndex(plan.index, start, end, plan.backwards)) {
      if (seen?.has(id)) continue;
      seen?.add(id);
      const record = storage.read(collection, id);
      if (record) yield record;
    }
  }
}

/** How many records a plan reaches that decides alone. */
export function countPlanned(storage: Storage, plan: Plan): number {
  if (!plan.index) return 0;
  if (plan.unique) return storage.findUnique(plan.index, plan.unique) === undefined ? 0 : 1;
  const { index } = plan;
  return plan.bounds.reduce((n, { start, end }) => n + storage.countRange(index, start, end), 0);
}
