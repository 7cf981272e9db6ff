import { createHash } from "node:crypto";
import { deserialize } from "bson";
import type mongoose from "mongoose";
import { compareBson } from "./embedded/bson-order.ts";

type Db = mongoose.mongo.Db;
type Bytes = Uint8Array;
export type CopiedCollection = { name: string; documents: number; written: number; removed: number; indexes: number; sha256: string };

/** Marks a database as the target of a copy: only there may documents that the source no longer has be removed. */
const MARK = "postmetric_copy";
const BATCH = 500;
const TYPES = { promoteValues: false, bsonRegExp: true } as const;

/**
 * Makes `target` hold what `source` holds, byte for byte, with its indexes. Both are read in the order of `_id` and only differences are
 * written, so that it can be stopped and run again at any time. Afterwards counts and checksums of every collection are compared; throws when
 * they differ (somebody wrote meanwhile) or when the target holds data of its own.
 */
export async function copyToMongodb(options: { source: Db; target: Db; now: Date; onProgress(line: string): void }): Promise<CopiedCollection[]> {
  const { source, target, now, onProgress } = options;
  const marks = target.collection<{ _id: string; begunAt: Date }>(MARK);
  const present = (await target.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).filter((name) => !name.startsWith("system."));
  if (!present.includes(MARK) && present.length > 0) throw new Error(`The database ${target.databaseName} holds collections already (${present.slice(0, 3).join(", ")}): name an empty one in the address`);
  await marks.updateOne({ _id: "copy" }, { $setOnInsert: { begunAt: now } }, { upsert: true });
  const names = (await source.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).filter((name) => !name.startsWith("system.") && name !== MARK).sort();
  const copied: CopiedCollection[] = [];
  for (const name of names) {
    const changes = await copyDocuments(source, target, name, (done) => onProgress(`${name}: ${done} documents`));
    const indexes = await copyIndexes(source, target, name);
    const [here, there] = await Promise.all([summarize(source, name), summarize(target, name)]);
    if (here.documents !== there.documents || here.sha256 !== there.sha256) {
      throw new Error(`${name} differs after the copy (${here.documents} documents here, ${there.documents} there): it was written to meanwhile. Stop the server and run this again; only differences are copied`);
    }
    onProgress(`${name}: ${here.documents} documents, the same on both sides`);
    copied.push({ name, ...here, ...changes, indexes });
  }
  return copied;
}

async function copyDocuments(source: Db, target: Db, name: string, onProgress: (done: number) => void): Promise<{ written: number; removed: number }> {
  const [from, to] = [inOrder(source, name), inOrder(target, name)];
  let [here, there] = await Promise.all([next(from), next(to)]);
  let operations: mongoose.mongo.AnyBulkWriteOperation[] = [];
  let [done, written, removed] = [0, 0, 0];
  const flush = async (): Promise<void> => {
    if (operations.length > 0) await target.collection(name).bulkWrite(operations, { ordered: false });
    operations = [];
  };
  while (here || there) {
    const order = !here ? 1 : !there ? -1 : compareBson(here.id, there.id);
    if (order < 0 && here) operations.push({ replaceOne: { filter: { _id: here.id as never }, replacement: withoutId(here.bytes), upsert: true } });
    else if (order === 0 && here && there && Buffer.compare(here.bytes, there.bytes) !== 0) operations.push({ replaceOne: { filter: { _id: here.id as never }, replacement: withoutId(here.bytes), upsert: true } });
    else if (order > 0 && there) operations.push({ deleteOne: { filter: { _id: there.id as never } } });
    if (order > 0) removed += 1;
    else if (order < 0 || (here && there && Buffer.compare(here.bytes, there.bytes) !== 0)) written += 1;
    if (operations.length >= BATCH) await flush();
    if (order <= 0) {
      done += 1;
      if (done % 10_000 === 0) onProgress(done);
      here = await next(from);
    }
    if (order >= 0) there = await next(to);
  }
  await flush();
  return { written, removed };
}

function inOrder(database: Db, name: string): AsyncIterator<Bytes> {
  return database.collection(name).find({}, { raw: true, sort: { _id: 1 }, batchSize: BATCH, noCursorTimeout: true })[Symbol.asyncIterator]() as unknown as AsyncIterator<Bytes>;
}

async function next(cursor: AsyncIterator<Bytes>): Promise<{ id: unknown; bytes: Bytes } | null> {
  const { value, done } = await cursor.next();
  return done ? null : { id: deserialize(value, TYPES)["_id"], bytes: value };
}

function withoutId(bytes: Bytes): mongoose.mongo.BSON.Document {
  const { _id: _kept, ...rest } = deserialize(bytes, TYPES);
  return rest;
}

async function copyIndexes(source: Db, target: Db, name: string): Promise<number> {
  const indexes = (await source.collection(name).indexes()).filter((index) => index.name !== "_id_");
  if (indexes.length === 0) return 0;
  await target.collection(name).createIndexes(indexes.map(({ v: _version, ...index }) => index) as mongoose.mongo.IndexDescription[]);
  return indexes.length;
}

async function summarize(database: Db, name: string): Promise<{ documents: number; sha256: string }> {
  const hash = createHash("sha256");
  let documents = 0;
  const cursor = inOrder(database, name);
  for (let entry = await cursor.next(); !entry.done; entry = await cursor.next()) {
    hash.update(entry.value);
    documents += 1;
  }
  return { documents, sha256: hash.digest("hex") };
}
