import { deserialize, serialize } from "bson";
import { open } from "lmdb";
import type { Document } from "bson";
import type { Database, RootDatabase } from "lmdb";
import { createCommitGate } from "./commit-gate.ts";
import { createGroupWriter } from "./group-writes.ts";
import { compileIndex, duplicateKey, entriesOf, sameEntries } from "./index-entries.ts";
import { MongoError } from "./mongo-error.ts";
import { entryKey, prefix, readNumber, recordKey, recordNumber } from "./storage-keys.ts";
import { StoredDocument } from "./stored-document.ts";
import type { Entries, Index, IndexSpec } from "./index-entries.ts";

export type { Index, IndexSpec } from "./index-entries.ts";

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

export type Collection = { id: number; database: string; name: string; indexes: Index[]; nextRecord: number; options: Document };

type CatalogEntry = { id: number; database: string; name: string; options: Document; indexes: { id: number; spec: IndexSpec; multikey: boolean; hashed: boolean }[] };
type Table = Database<Buffer, Buffer>;

const LAYOUT = 2;
const LAYOUT_KEY = Buffer.from("layout");

/**
 * Collections, their documents and index entries in three ordered tables of one lmdb environment: `catalog`; `documents` (collection,
 * record -> BSON); `entries` (index, key -> record for a unique index, else index, key, record -> nothing). Writes run inside `write`, which
 * resolves when durable.
 */
export function openStorage(directory: string, gate = createCommitGate()) {
  const env: RootDatabase<Buffer, Buffer> = open({ path: directory, encoding: "binary", keyEncoding: "binary", overlappingSync: false, maxDbs: 8 });
  const catalog: Table = env.openDB({ name: "catalog", encoding: "binary", keyEncoding: "binary" });
  const documents: Table = env.openDB({ name: "documents", encoding: "binary", keyEncoding: "binary" });
  const entries: Table = env.openDB({ name: "entries", encoding: "binary", keyEncoding: "binary" });
  const collections = new Map<string, Collection>();
  let nextId = 1;
  const writer = createGroupWriter(env, gate);
  const nothing = Buffer.alloc(0);

  for (const { value } of catalog.getRange({})) {
    const entry = deserialize(value, { promoteValues: true }) as unknown as CatalogEntry;
    const indexes = entry.indexes.map((index) => ({ ...compileIndex(index.id, index.spec), multikey: index.multikey, hashed: index.hashed }));
    collections.set(`${entry.database}.${entry.name}`, { ...entry, indexes, nextRecord: lastRecord(entry.id) + 1 });
    nextId = Math.max(nextId, entry.id + 1, ...indexes.map((index) => index.id + 1));
  }

  upgradeEntries();

  /**
   * Index entries of an older layout are made anew from the documents, once, in one transaction. Layout 2: a unique index has one entry a key,
   * and an array without elements comes before null.
   */
  function upgradeEntries(): void {
    const layout = env.get(LAYOUT_KEY)?.[0];
    if (layout === LAYOUT) return;
    gate.pass(() =>
      env.transactionSync(() => {
        for (const collection of collections.values()) {
          for (const { id } of collection.indexes) clear(entries, id);
          for (const found of scan(collection)) for (const index of collection.indexes) for (const key of entriesOf(index, found.document).keys) putEntry(index, key, found.id);
        }
        env.put(LAYOUT_KEY, Buffer.from([LAYOUT]));
      }),
    );
  }

  function lastRecord(collectionId: number): number {
    for (const key of documents.getKeys({ start: recordKey(collectionId + 1, 0), end: recordKey(collectionId, 0), reverse: true, limit: 1 })) {
      if (key.readUInt32BE(0) === collectionId) return readNumber(key, 4);
    }
    return 0;
  }

  function saveCatalog(collection: Collection): void {
    const { id, database, name, options } = collection;
    const indexes = collection.indexes.map((index) => ({ id: index.id, spec: index.spec, multikey: index.multikey, hashed: index.hashed }));
    catalog.put(prefix(id), Buffer.from(serialize({ id, database, name, options, indexes } satisfies CatalogEntry)));
  }

  function create(database: string, name: string, options: Document = {}): Collection {
    const collection: Collection = { id: nextId++, database, name, indexes: [compileIndex(nextId++, { name: "_id_", key: { _id: 1 }, unique: true })], nextRecord: 1, options };
    put(collection);
    saveCatalog(collection);
    return collection;
  }

  function put(collection: Collection): void {
    const key = `${collection.database}.${collection.name}`;
    collections.set(key, collection);
    writer.onRollback(() => collections.delete(key));
  }

  function forget(collection: Collection): void {
    const key = `${collection.database}.${collection.name}`;
    collections.delete(key);
    writer.onRollback(() => collections.set(key, collection));
  }

  function drop(collection: Collection): void {
    forget(collection);
    catalog.remove(prefix(collection.id));
    clear(documents, collection.id);
    for (const index of collection.indexes) clear(entries, index.id);
  }

  function rename(collection: Collection, database: string, name: string): void {
    forget(collection);
    const renamed = { ...collection, database, name };
    put(renamed);
    saveCatalog(renamed);
  }

  function clear(table: Table, id: number): void {
    for (const key of [...table.getKeys({ start: prefix(id), end: prefix(id + 1) })]) table.remove(key);
  }

  function read(collection: Collection, id: number): StoredDocument | undefined {
    const bytes = documents.get(recordKey(collection.id, id));
    return bytes && new StoredDocument(id, bytes);
  }

  function* scan(collection: Collection): Generator<StoredDocument> {
    for (const { key, value } of documents.getRange({ start: prefix(collection.id), end: prefix(collection.id + 1) })) yield new StoredDocument(readNumber(key, 4), value);
  }

  /** Where the keys in [start, end) of an index lie among the entries; null when there can be none. */
  function spanOf(index: Index, start: Buffer, end: Buffer): { from: Buffer; to: Buffer } | null {
    const from = Buffer.concat([prefix(index.id), start]);
    const to = end.length === 0 ? prefix(index.id + 1) : Buffer.concat([prefix(index.id), end]);
    return Buffer.compare(from, to) < 0 ? { from, to } : null;
  }

  /** Records whose keys lie in [start, end) of an index, in its order or backwards. */
  function* scanIndex(index: Index, start: Buffer, end: Buffer, backwards: boolean): Generator<number> {
    const span = spanOf(index, start, end);
    if (!span) return;
    const { from, to } = span;
    const range = backwards ? { start: to, end: from, reverse: true } : { start: from, end: to };
    if (index.spec.unique) {
      for (const { key, value } of entries.getRange(range)) if (!backwards || Buffer.compare(key, to) < 0) yield readNumber(value, 0);
      return;
    }
    // Backwards, lmdb takes the start as inclusive and the end as exclusive: put both right.
    for (const key of entries.getKeys(range)) if (!backwards || Buffer.compare(key, to) < 0) yield readNumber(key, key.length - 8);
  }

  /** How many entries of an index lie in [start, end). */
  function countRange(index: Index, start: Buffer, end: Buffer): number {
    const span = spanOf(index, start, end);
    return span ? entries.getKeysCount({ start: span.from, end: span.to }) : 0;
  }

  /** The record that has a whole key in a unique index. */
  function findUnique(index: Index, key: Buffer): number | undefined {
    const value = entries.get(entryKey(index, key, null));
    return value && readNumber(value, 0);
  }

  function checkUnique(collection: Collection, index: Index, { keys, values }: Entries, except: number): void {
    if (!index.spec.unique) return;
    for (const [position, key] of keys.entries()) {
      const holder = findUnique(index, key);
      if (holder !== undefined && holder !== except) throw duplicateKey(`${collection.database}.${collection.name}`, index, values[position] ?? []);
    }
  }

  function putEntry(index: Index, key: Buffer, id: number): void {
    entries.put(entryKey(index, key, id), index.spec.unique ? recordNumber(id) : nothing);
  }

  /** Puts a document in place of `old` (or as a new one): every check comes before the first write, so a refusal changes nothing. */
  function save(collection: Collection, document: Document, old: StoredDocument | null, encoded?: Buffer): void {
    const bytes = encoded ?? Buffer.from(serialize(document, { ignoreUndefined: true }));
    if (bytes.length > MAX_DOCUMENT_BYTES) throw tooLarge(bytes.length, old !== null);
    const id = old?.id ?? collection.nextRecord;
    const changes: { index: Index; next: Entries; before: Buffer[] }[] = [];
    for (const index of collection.indexes) {
      if (old && sameEntries(index, old.document, document)) continue;
      const next = entriesOf(index, document);
      checkUnique(collection, index, next, id);
      changes.push({ index, next, before: old ? entriesOf(index, old.document).keys : [] });
    }
    let catalogChanged = false;
    for (const { index, next, before } of changes) {
      for (const key of before) if (!next.keys.some((kept) => kept.equals(key))) entries.remove(entryKey(index, key, id));
      for (const key of next.keys) if (!before.some((kept) => kept.equals(key))) putEntry(index, key, id);
      catalogChanged = noteShape(index, next) || catalogChanged;
    }
    if (catalogChanged) saveCatalog(collection);
    documents.put(recordKey(collection.id, id), bytes);
    if (!old) collection.nextRecord = id + 1;
  }

  function noteShape(index: Index, next: Entries): boolean {
    if (!((next.multikey && !index.multikey) || (next.hashed && !index.hashed))) return false;
    const { multikey, hashed } = index;
    writer.onRollback(() => Object.assign(index, { multikey, hashed }));
    index.multikey ||= next.multikey;
    index.hashed ||= next.hashed;
    return true;
  }

  function remove(collection: Collection, gone: StoredDocument): void {
    for (const index of collection.indexes) for (const key of entriesOf(index, gone.document).keys) entries.remove(entryKey(index, key, gone.id));
    documents.remove(recordKey(collection.id, gone.id));
  }

  function addIndex(collection: Collection, spec: IndexSpec): void {
    const index = compileIndex(nextId++, spec);
    for (const found of scan(collection)) {
      const next = entriesOf(index, found.document);
      checkUnique(collection, index, next, found.id);
      for (const key of next.keys) putEntry(index, key, found.id);
      noteShape(index, next);
    }
    collection.indexes.push(index);
    writer.onRollback(() => collection.indexes.splice(collection.indexes.indexOf(index), 1));
    saveCatalog(collection);
  }

  function dropIndex(collection: Collection, index: Index): void {
    const place = collection.indexes.indexOf(index);
    collection.indexes.splice(place, 1);
    writer.onRollback(() => collection.indexes.splice(place, 0, index));
    clear(entries, index.id);
    saveCatalog(collection);
  }

  return {
    collections,
    find: (database: string, name: string): Collection | undefined => collections.get(`${database}.${name}`),
    create,
    drop,
    rename,
    saveCatalog,
    read,
    scan,
    scanIndex,
    countRange,
    findUnique,
    save,
    remove,
    addIndex,
    dropIndex,
    count: (collection: Collection): number => documents.getKeysCount({ start: prefix(collection.id), end: prefix(collection.id + 1) }),
    countEntries: (index: Index): number => entries.getKeysCount({ start: prefix(index.id), end: prefix(index.id + 1) }),
    hasEntry: (index: Index, key: Buffer, id: number): boolean => (index.spec.unique ? findUnique(index, key) === id : entries.doesExist(entryKey(index, key, id))),
    write: writer.write,
    backup: (target: string): Promise<void> => env.backup(target, true),
    close: (): Promise<void> => env.close(),
  };
}

function tooLarge(size: number, updated: boolean): MongoError {
  if (updated) return new MongoError(17419, `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`);
  return new MongoError(2, `object to insert too large. size in bytes: ${size}, max size: ${MAX_DOCUMENT_BYTES}`);
}

export type Storage = ReturnType<typeof openStorage>;
