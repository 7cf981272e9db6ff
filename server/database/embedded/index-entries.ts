import type { Document } from "bson";
import { EMPTY_ARRAY, indexedValues } from "./document-path.ts";
import { encodeKey } from "./index-key.ts";
import { compileFilter } from "./match-documents.ts";
import { MongoError } from "./mongo-error.ts";
import type { Value } from "./bson-order.ts";
import type { Matcher } from "./match-documents.ts";

export type IndexSpec = {
  name: string;
  key: Record<string, number>;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Document;
  expireAfterSeconds?: number;
};

export type Index = {
  id: number;
  spec: IndexSpec;
  fields: { path: string; parts: string[]; direction: number }[];
  directions: number[];
  partial: Matcher | null;
  /** An array was seen: one document may stand at several places, so order and two-sided ranges cannot be taken from it. */
  multikey: boolean;
  /** A key was too long and its tail replaced by a hash: its order says nothing. */
  hashed: boolean;
};

/** What one document has in an index: its keys, the values that each was made of, and what it tells about the index. */
export type Entries = { keys: Buffer[]; values: Value[][]; multikey: boolean; hashed: boolean };

const NONE: Entries = { keys: [], values: [], multikey: false, hashed: false };

export function compileIndex(id: number, spec: IndexSpec): Index {
  const fields = Object.entries(spec.key).map(([path, direction]) => ({ path, parts: path.split("."), direction: Number(direction) }));
  return {
    id,
    spec,
    fields,
    directions: fields.map(({ direction }) => direction),
    partial: spec.partialFilterExpression ? compileFilter(spec.partialFilterExpression) : null,
    multikey: false,
    hashed: false,
  };
}

/** The first-level fields that indexes and their filters need to know of a document; null where a name, or an operator over the whole document, asks for it decoded. */
export function keyFields(indexes: readonly Index[]): string[] | null {
  const names = new Set(indexes.flatMap(({ fields, spec }) => [...fields.map(({ path }) => path), ...Object.keys(spec.partialFilterExpression ?? {})]).map((path) => path.split(".")[0] as string));
  const plain = [...names].every((name) => /^[\x20-\x7e]+$/.test(name) && name !== "__proto__" && !name.startsWith("$"));
  return plain ? [...names] : null;
}

export function entriesOf(index: Index, document: Document): Entries {
  if (index.partial && !index.partial(document)) return NONE;
  const plain = plainRow(index, document);
  if (plain) {
    const { bytes, hashed } = encodeKey(plain, index.directions);
    return { keys: [bytes], values: [plain], multikey: false, hashed };
  }
  const columns = index.fields.map(({ parts }) => indexedValues(document, parts));
  const multikey = columns.some((column) => column.multikey);
  if (index.spec.sparse && columns.every((column) => column.values.every((value) => value === undefined))) return NONE;
  if (!multikey) {
    const row = columns.map((column) => column.values[0]);
    const { bytes, hashed } = encodeKey(row, index.directions);
    return { keys: [bytes], values: [row], multikey, hashed };
  }
  if (columns.filter((column) => column.multikey).length > 1) refuseParallelArrays(index, document);
  let rows: Value[][] = [[]];
  for (const column of columns) rows = rows.flatMap((row) => column.values.map((value) => [...row, value]));
  const unique = new Map<string, { bytes: Buffer; row: Value[] }>();
  let anyHashed = false;
  for (const row of rows) {
    const { bytes, hashed } = encodeKey(row, index.directions);
    anyHashed ||= hashed;
    unique.set(bytes.toString("latin1"), { bytes, row });
  }
  const kept = [...unique.values()];
  return { keys: kept.map(({ bytes }) => bytes), values: kept.map(({ row }) => row), multikey, hashed: anyHashed };
}

/** The values of an index of first-level fields without arrays among them, as most are; else null. */
function plainRow(index: Index, document: Document): Value[] | null {
  if (index.spec.sparse) return null;
  const row: Value[] = [];
  for (const { parts } of index.fields) {
    const name = parts[0] as string;
    const value = Object.hasOwn(document, name) ? (document[name] as Value) : undefined;
    if (parts.length > 1 || Array.isArray(value)) return null;
    row.push(value);
  }
  return row;
}

/** Two arrays side by side are refused; one path within the other (`a`, `a.b`) is the same array and allowed. */
function refuseParallelArrays(index: Index, document: Document): void {
  const roots = index.fields.filter(({ parts }) => indexedValues(document, parts).multikey).map(({ parts }) => parts[0]);
  if (new Set(roots).size > 1) throw new MongoError(171, `cannot index parallel arrays [${index.fields.map(({ path }) => path).join("] [")}]`);
}

/** True when both documents surely have the same keys in the index, told without encoding them. */
export function sameEntries(index: Index, old: Document, next: Document): boolean {
  if (index.partial && index.partial(old) !== index.partial(next)) return false;
  return index.fields.every(({ parts }) => {
    const [before, after] = [indexedValues(old, parts), indexedValues(next, parts)];
    return before.values.length === after.values.length && before.multikey === after.multikey && before.values.every((value, position) => value === after.values[position]);
  });
}

export function duplicateKey(namespace: string, index: Index, row: Value[]): MongoError {
  const keyValue = Object.fromEntries(index.fields.map(({ path }, field) => [path, row[field] === EMPTY_ARRAY ? null : (row[field] ?? null)]));
  const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${showValue(value)}`).join(", ");
  return new MongoError(11000, `E11000 duplicate key error collection: ${namespace} index: ${index.spec.name} dup key: { ${shown} }`, { keyPattern: index.spec.key, keyValue });
}

function showValue(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || value === undefined) return "null";
  if ((value as { _bsontype?: string })._bsontype === "ObjectId") return `ObjectId('${String(value)}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return `[ ${value.map(showValue).join(", ")} ]`;
  if ((value as { _bsontype?: string })._bsontype) return String(value);
  if (typeof value === "object") return `{ ${Object.entries(value).map(([key, field]) => `${key}: ${showValue(field)}`).join(", ")} }`;
  return String(value);
}
