import type { Document } from "bson";
import { MongoError } from "./mongo-error.ts";
import { entriesOf } from "./index-entries.ts";
import type { Command } from "./run-command.ts";
import type { Collection, Storage } from "./storage.ts";

function measure(storage: Storage, collection: Collection | undefined) {
  let size = 0;
  let count = 0;
  if (collection) for (const { bytes } of storage.scan(collection)) [size, count] = [size + bytes.length, count + 1];
  const indexSizes = Object.fromEntries((collection?.indexes ?? []).map((index) => [index.spec.name, storage.countEntries(index) * 32]));
  return { size, count, indexSizes, totalIndexSize: Object.values(indexSizes).reduce((sum, bytes) => sum + bytes, 0) };
}

const collStats: Command = (command, { storage, database }) => {
  const name = String(command["collStats"] ?? command["collstats"]);
  const collection = storage.find(database, name);
  const { size, count, indexSizes, totalIndexSize } = measure(storage, collection);
  return { body: { ns: `${database}.${name}`, size, count, avgObjSize: count ? Math.round(size / count) : 0, storageSize: size, nindexes: collection?.indexes.length ?? 0, indexSizes, totalIndexSize, totalSize: size + totalIndexSize, ok: 1 } };
};

const dbStats: Command = (_command, { storage, database }) => {
  const collections = [...storage.collections.values()].filter((collection) => collection.database === database);
  const measured = collections.map((collection) => measure(storage, collection));
  const sum = (read: (one: (typeof measured)[number]) => number): number => measured.reduce((total, one) => total + read(one), 0);
  const [objects, dataSize, indexSize] = [sum(({ count }) => count), sum(({ size }) => size), sum(({ totalIndexSize }) => totalIndexSize)];
  const indexes = collections.reduce((total, { indexes: list }) => total + list.length, 0);
  return { body: { db: database, collections: collections.length, views: 0, objects, avgObjSize: objects ? dataSize / objects : 0, dataSize, storageSize: dataSize, indexes, indexSize, totalSize: dataSize + indexSize, ok: 1 } };
};

/** Holds documents and index entries against each other, in both directions. */
const validate: Command = (command, { storage, database }) => {
  const name = String(command["validate"]);
  const collection = storage.find(database, name);
  if (!collection) throw new MongoError(26, `Collection '${database}.${name}' does not exist to validate.`);
  const errors: string[] = [];
  const expected = new Map(collection.indexes.map((index) => [index, 0]));
  let nrecords = 0;
  for (const record of storage.scan(collection)) {
    nrecords += 1;
    let document: Document;
    try {
      document = record.document;
    } catch (error) {
      errors.push(`Record ${record.id} cannot be read: ${(error as Error).message}`);
      continue;
    }
    for (const index of collection.indexes) {
      for (const key of entriesOf(index, document).keys) {
        expected.set(index, (expected.get(index) ?? 0) + 1);
        if (!storage.hasEntry(index, key, record.id)) errors.push(`Index ${index.spec.name} has no entry for the document with _id ${String(document["_id"])}`);
      }
    }
  }
  const keysPerIndex = Object.fromEntries(collection.indexes.map((index) => [index.spec.name, storage.countEntries(index)]));
  for (const [index, keys] of expected) {
    const extra = (keysPerIndex[index.spec.name] ?? 0) - keys;
    if (extra !== 0) errors.push(`Index ${index.spec.name} has ${Math.abs(extra)} ${extra > 0 ? "entries that no document accounts for" : "entries too few"}`);
  }
  return { body: { ns: `${database}.${name}`, nrecords, nIndexes: collection.indexes.length, keysPerIndex, valid: errors.length === 0, warnings: [], errors: errors.slice(0, 100), ok: 1 } };
};

/** A consistent copy of all databases while they are in use, in an empty directory of the same machine. An own command of this engine. */
const backupTo: Command = async (command, { storage }) => {
  await storage.backup(String(command["postmetricBackup"]));
  return { body: { ok: 1 } };
};

export const INSPECT_COMMANDS: Record<string, Command> = { collStats, collstats: collStats, dbStats, dbstats: dbStats, validate, postmetricBackup: backupTo };
