import { deserialize, serialize } from "bson";
import { open } from "lmdb";
import type { Document } from "bson";
import type { Database, RootDatabase } from "lmdb";
import { encodeKey } from "./index-key.ts";
import { indexedValues } from "./document-path.ts";
import { compileFilter } from "./match-documents.ts";
import { MongoError } from "./mongo-error.ts";
import type { Matcher } from "./match-documents.ts";
import type { Value } from "./bson-order.ts";

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

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
  partial: Matcher | null;
  /** An array was seen: one document may stand at several places, so order and two-sided ranges cannot be taken from it. */
  multikey: boolean;
  /** A key was too long and its tail replaced by a hash: its order says nothing. */
  hashed: boolean;
};

export type Collection = { id: number; database: string; name: string; indexes: Index[]; nextRecord: number; options: Document };

export type Record_ = { id: number; bytes: Buffer; document: Document };

type CatalogEntry = { id: number; database: string; name: string; options: Document; indexes: { id: number; spec: IndexSpec; multikey: boolean; hashed: boolean }[] };

/**
 * Collections, their documents and index entries in three ordered tables of one lmdb environment: `catalog`;
 * `documents` (collection, record -> BSON); `entries` (index, key, record -> nothing). Writes run inside `write`, which resolves when durable.
 */
export function openStorage(directory: string) {
  const env: RootDatabase<Buffer, Buffer> = open({ path: directory, encoding: "binary", keyEncoding: "binary", overlappingSync: false, maxDbs: 8 });
  const catalog: Database<Buffer, Buffer> = env.openDB({ name: "catalog", encoding: "binary", keyEncoding: "binary" });
  const documents: Database<Buffer, Buffer> = env.openDB({ name: "documents", encoding: "binary", keyEncoding: "binary" });
  const entries: Database<Buffer, Buffer> = env.openDB({ name: "entries", encoding: "binary", keyEncoding: "binary" });
  const collections = new Map<string, Collection>();
  let nextId = 1;
  /** How to take back what the running transaction changed in memory, should it be rolled back. */
  let undo: (() => void)[] = [];
  const nothing = Buffer.alloc(0);

  for (const { value } of catalog.getRange({})) {
    const entry = deserialize(value, { promoteValues: true }) as unknown as CatalogEntry;
    const indexes = entry.indexes.map((index) => ({ ...compileIndex(index.id, index.spec), multikey: index.multikey, hashed: index.hashed }));
    collections.set(`${entry.database}.${entry.name}`, { ...entry, indexes, nextRecord: lastRecord(entry.id) + 1 });
    nextId = Math.max(nextId, entry.id + 1, ...indexes.map((index) => index.id + 1));
  }

  function lastRecord(collectionId: number): number {
    for (const key of documents.getKeys({ start: recordKey(collectionId + 1, 0), end: recordKey(collectionId, 0), reverse: true, limit: 1 })) {
      if (key.readUInt32BE(0) === collectionId) return Number(key.readBigUInt64BE(4));
    }
    return 0;
  }

  function saveCatalog(collection: Collection): void {
    const entry: CatalogEntry = {
      id: collection.id,
      database: collection.database,
      name: collection.name,
      options: collection.options,
      indexes: collection.indexes.map(({ id, spec, multikey, hashed }) => ({ id, spec, multikey, hashed })),
    };
    catalog.put(prefix(collection.id), Buffer.from(serialize(entry)));
  }

  function find(database: string, name: string): Collection | undefined {
    return collections.get(`${database}.${name}`);
  }

  function create(database: string, name: string, options: Document = {}): Collection {
    const collection: Collection = { id: nextId++, database, name, indexes: [compileIndex(nextId++, { name: "_id_", key: { _id: 1 }, unique: true })], nextRecord: 1, options };
    collections.set(`${database}.${name}`, collection);
    undo.push(() => collections.delete(`${database}.${name}`));
    saveCatalog(collection);
    return collection;
  }

  function drop(collection: Collection): void {
    collections.delete(`${collection.database}.${collection.name}`);
    undo.push(() => collections.set(`${collection.database}.${collection.name}`, collection));
    catalog.remove(prefix(collection.id));
    clear(documents, collection.id);
    for (const index of collection.indexes) clear(entries, index.id);
  }

  function clear(table: Database<Buffer, Buffer>, id: number): void {
    for (const key of [...table.getKeys({ start: prefix(id), end: prefix(id + 1) })]) table.remove(key);
  }

  function decode(bytes: Buffer): Document {
    return deserialize(bytes, { promoteValues: false, bsonRegExp: true });
  }

  function read(collection: Collection, id: number): Record_ | undefined {
    const bytes = documents.get(recordKey(collection.id, id));
    return bytes && { id, bytes, document: decode(bytes) };
  }

  function* scan(collection: Collection): Generator<Record_> {
    for (const { key, value } of documents.getRange({ start: prefix(collection.id), end: prefix(collection.id + 1) })) {
      yield { id: Number(key.readBigUInt64BE(4)), bytes: value, document: decode(value) };
    }
  }

  /** Records whose keys lie in [start, end) of an index, in its order or backwards. */
  function* scanIndex(index: Index, start: Buffer, end: Buffer, backwards: boolean): Generator<number> {
    const from = Buffer.concat([prefix(index.id), start]);
    const to = end.length === 0 ? prefix(index.id + 1) : Buffer.concat([prefix(index.id), end]);
    if (Buffer.compare(from, to) >= 0) return;
    const range = backwards ? { start: to, end: from, reverse: true } : { start: from, end: to };
    for (const key of entries.getKeys(range)) {
      // Backwards, lmdb takes the start as inclusive and the end as exclusive: put both right.
      if (backwards && Buffer.compare(key, to) >= 0) continue;
      yield Number(key.readBigUInt64BE(key.length - 8));
    }
  }

  function keysOf(index: Index, document: Document): { keys: Buffer[]; values: Value[][]; multikey: boolean; hashed: boolean } {
    const none = { keys: [], values: [], multikey: false, hashed: false };
    if (index.partial && !index.partial(document)) return none;
    const columns = index.fields.map(({ parts }) => indexedValues(document, parts));
    if (columns.filter((column) => column.multikey).length > 1 && parallel(index, document)) {
      throw new MongoError(171, `cannot index parallel arrays [${index.fields.map(({ path }) => path).join("] [")}]`);
    }
    if (index.spec.sparse && columns.every((column) => column.values.every((value) => value === undefined))) return none;
    let rows: Value[][] = [[]];
    for (const column of columns) rows = rows.flatMap((row) => column.values.map((value) => [...row, value]));
    const unique = new Map<string, { bytes: Buffer; row: Value[] }>();
    let hashed = false;
    for (const row of rows) {
      const key = encodeKey(row, index.fields.map(({ direction }) => direction));
      hashed ||= key.hashed;
      unique.set(key.bytes.toString("latin1"), { bytes: key.bytes, row });
    }
    const kept = [...unique.values()];
    return { keys: kept.map(({ bytes }) => bytes), values: kept.map(({ row }) => row), multikey: columns.some((column) => column.multikey), hashed };
  }

  /** Two arrays side by side; one path within the other (`a`, `a.b`) is the same array and allowed. */
  function parallel(index: Index, document: Document): boolean {
    const roots = index.fields.filter(({ parts }) => indexedValues(document, parts).multikey).map(({ parts }) => parts[0]);
    return new Set(roots).size > 1;
  }

  function holder(index: Index, key: Buffer, except: number): number | undefined {
    const start = Buffer.concat([prefix(index.id), key]);
    const end = Buffer.concat([start, Buffer.alloc(9, 255)]);
    for (const found of entries.getKeys({ start, end })) {
      if (found.length !== start.length + 8) continue;
      const record = Number(found.readBigUInt64BE(found.length - 8));
      if (record !== except) return record;
    }
    return undefined;
  }

  function checkUnique(collection: Collection, index: Index, keys: Buffer[], values: Value[][], except: number): void {
    if (!index.spec.unique) return;
    keys.forEach((key, position) => {
      if (holder(index, key, except) === undefined) return;
      const keyValue = Object.fromEntries(index.fields.map(({ path }, field) => [path, values[position]?.[field] ?? null]));
      const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${showValue(value)}`).join(", ");
      throw new MongoError(11000, `E11000 duplicate key error collection: ${collection.database}.${collection.name} index: ${index.spec.name} dup key: { ${shown} }`, { keyPattern: index.spec.key, keyValue });
    });
  }

  /** Puts a document in place of `old` (or as a new one): every check comes before the first write, so a refusal changes nothing. */
  function save(collection: Collection, document: Document, old: Record_ | null): void {
    const bytes = Buffer.from(serialize(document, { ignoreUndefined: true }));
    if (bytes.length > MAX_DOCUMENT_BYTES) throw new MongoError(10334, `BSONObj size: ${bytes.length} (0x${bytes.length.toString(16).toUpperCase()}) is invalid. Size must be between 0 and 16793600(16MB)`);
    const id = old?.id ?? collection.nextRecord;
    const changes = collection.indexes.map((index) => {
      const next = keysOf(index, document);
      checkUnique(collection, index, next.keys, next.values, id);
      return { index, next, before: old ? keysOf(index, old.document).keys : [] };
    });
    let catalogChanged = false;
    for (const { index, next, before } of changes) {
      for (const key of before) if (!next.keys.some((kept) => kept.equals(key))) entries.remove(entryKey(index.id, key, id));
      for (const key of next.keys) if (!before.some((kept) => kept.equals(key))) entries.put(entryKey(index.id, key, id), nothing);
      if ((next.multikey && !index.multikey) || (next.hashed && !index.hashed)) {
        const { multikey, hashed } = index;
        undo.push(() => Object.assign(index, { multikey, hashed }));
        index.multikey ||= next.multikey;
        index.hashed ||= next.hashed;
        catalogChanged = true;
      }
    }
    if (catalogChanged) saveCatalog(collection);
    documents.put(recordKey(collection.id, id), bytes);
    if (!old) collection.nextRecord = id + 1;
  }

  function remove(collection: Collection, record: Record_): void {
    for (const index of collection.indexes) for (const key of keysOf(index, record.document).keys) entries.remove(entryKey(index.id, key, record.id));
    documents.remove(recordKey(collection.id, record.id));
  }

  function addIndex(collection: Collection, spec: IndexSpec): void {
    const index = compileIndex(nextId++, spec);
    try {
      for (const record of scan(collection)) {
        const { keys, values, multikey, hashed } = keysOf(index, record.document);
        checkUnique(collection, index, keys, values, record.id);
        for (const key of keys) entries.put(entryKey(index.id, key, record.id), nothing);
        index.multikey ||= multikey;
        index.hashed ||= hashed;
      }
    } catch (error) {
      clear(entries, index.id);
      throw error;
    }
    collection.indexes.push(index);
    undo.push(() => collection.indexes.splice(collection.indexes.indexOf(index), 1));
    saveCatalog(collection);
  }

  function dropIndex(collection: Collection, index: Index): void {
    const place = collection.indexes.indexOf(index);
    collection.indexes.splice(place, 1);
    undo.push(() => collection.indexes.splice(place, 0, index));
    clear(entries, index.id);
    saveCatalog(collection);
  }

  function count(collection: Collection): number {
    return documents.getKeysCount({ start: prefix(collection.id), end: prefix(collection.id + 1) });
  }

  return {
    collections,
    find,
    create,
    drop,
    read,
    scan,
    scanIndex,
    save,
    remove,
    addIndex,
    dropIndex,
    count,
    /** Runs `change` in one transaction, together with what waits beside it; resolves when it is on disk, rolls back when it throws. */
    write: <Result>(change: () => Result): Promise<Result> =>
      env.childTransaction(() => {
        undo = [];
        try {
          return change();
        } catch (error) {
          for (const takeBack of undo.reverse()) takeBack();
          throw error;
        }
      }) as Promise<Result>,
    backup: (directory: string): Promise<void> => env.backup(directory, true),
    close: (): Promise<void> => env.close(),
  };
}

export type Storage = ReturnType<typeof openStorage>;

function compileIndex(id: number, spec: IndexSpec): Index {
  return {
    id,
    spec,
    fields: Object.entries(spec.key).map(([path, direction]) => ({ path, parts: path.split("."), direction: Number(direction) })),
    partial: spec.partialFilterExpression ? compileFilter(spec.partialFilterExpression) : null,
    multikey: false,
    hashed: false,
  };
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

function prefix(id: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(id);
  return bytes;
}

function recordKey(collectionId: number, record: number): Buffer {
  const bytes = Buffer.allocUnsafe(12);
  bytes.writeUInt32BE(collectionId);
  bytes.writeBigUInt64BE(BigInt(record), 4);
  return bytes;
}

function entryKey(indexId: number, key: Buffer, record: number): Buffer {
  const bytes = Buffer.allocUnsafe(12 + key.length);
  bytes.writeUInt32BE(indexId);
  key.copy(bytes, 4);
  bytes.writeBigUInt64BE(BigInt(record), 4 + key.length);
  return bytes;
}
