import { createHash } from "node:crypto";
import { deserialize } from "bson";
import type mongoose from "mongoose";
import { compareBson } from "./embedded/bson-order.ts";

type Db = mongoose.mongo.Db;
type Bytes = Uint8Array;
export type CopiedCollection = { name: string; documents: number; written: number; removed: number; indexes: number; sha256: string };

/** Marks a database as the target of a copy: only there may documents that the source no longer has be removed. Gone as soon as a server is started on it. */
const MARK = "postmetric_copy";
const BATCH = 500;
const TYPES = { promoteValues: false, bsonRegExp: true } as const;

/**
 * Makes `target` hold what `source` holds, byte for byte, with its indexes. Both are read in the order of `_id` and only differences are
 * written, so that it can be stopped and run again at any time. Afterwards counts and checksums of every collection are compared; throws, after all are copied,
 * when some differ (somebody wrote meanwhile), and at once when the target holds data of its own.
 */
export async function copyToMongodb(options: { source: Db; target: Db; now: Date; onProgress(line: string): void }): Promise<CopiedCollection[]> {
  const { source, target, now, onProgress } = options;
  const marks = target.collection<{ _id: string; begunAt: Date }>(MARK);
  const present = (await target.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).filter((name) => !name.startsWith("system."));
  const begun = await marks.findOne({ _id: "copy" });
  if (!begun && present.some((name) => name !== MARK)) throw new Error(`The database ${target.databaseName} holds collections already (${present.filter((name) => name !== MARK).slice(0, 3).join(", ")}), or has been used since it was copied to: name an empty one in the address`);
  await marks.updateOne({ _id: "copy" }, { $setOnInsert: { begunAt: now } }, { upsert: true });
  const names = (await source.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).filter((name) => !name.startsWith("system.") && name !== MARK).sort();
  const copied: CopiedCollection[] = [];
  const differing: string[] = [];
  const checkMark = async (): Promise<void> => {
    if (!(await marks.findOne({ _id: "copy" }))) throw new Error(`PostMetric was started on ${target.databaseName} meanwhile: what it has written since would be lost. Nothing more is copied; to begin anew, name an empty database`);
  };
  for (const name of names) {
    const changes = await copyDocuments(source, target, name, checkMark, (done) => onProgress(`${name}: ${done} documents`));
    const indexes = await copyIndexes(source, target, name);
    const [here, there] = await Promise.all([summarize(source, name), summarize(target, name)]);
    if (here.documents !== there.documents || here.sha256 !== there.sha256) {
      differing.push(`${name} (${here.documents} documents here, ${there.documents} there)`);
      onProgress(`${name}: differs, it was written to meanwhile`);
      continue;
    }
    onProgress(`${name}: ${here.documents} documents, the same on both sides`);
    copied.push({ name, ...here, ...changes, indexes });
  }
  await checkMark();
  if (differing.length > 0) throw new Error(`All is copied, and ${differing.join(", ")} differ, since they were written to meanwhile. Stop the server and run this again: only differences are copied`);
  return copied;
}

/** What a database holds is its own from now on, and must not be made like what it was copied from any more. */
export async function endCopying(target: Db): Promise<void> {
  await target.collection<{ _id: string }>(MARK).deleteOne({ _id: "copy" });
}

async function copyDocuments(source: Db, target: Db, name: string, checkMark: () => Promise<void>, onProgress: (done: number) => void): Promise<{ written: number; removed: number }> {
  const [from, to] = [inOrder(source, name), inOrder(target, name)];
  let [here, there] = await Promise.all([next(from), next(to)]);
  let removals: mongoose.mongo.AnyBulkWriteOperation[] = [];
  let upserts: mongoose.mongo.AnyBulkWriteOperation[] = [];
  let [done, written, removed] = [0, 0, 0];
  const flush = async (): Promise<void> => {
    if (removals.length + upserts.length === 0) return;
    await checkMark();
    // Removals first: what was made anew may have the unique key of what is gone.
    for (const operations of [removals, upserts]) if (operations.length > 0) await target.collection(name).bulkWrite(operations, { ordered: false });
    [removals, upserts] = [[], []];
  };
  while (here || there) {
    const order = !here ? 1 : !there ? -1 : compareBson(here.id, there.id);
    if (order > 0 && there) {
      removals.push({ deleteOne: { filter: { _id: there.id as never } } });
      removed += 1;
    } else if (here && (!there || order < 0 || Buffer.compare(here.bytes, there.bytes) !== 0)) {
      upserts.push({ replaceOne: { filter: { _id: here.id as never }, replacement: withoutId(here.bytes), upsert: true } });
      written += 1;
    }
    if (removals.length + upserts.length >= BATCH) await flush();
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
