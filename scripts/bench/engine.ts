// The embedded engine alone, through the ordinary driver over its socket, every write acknowledged after fsync.
// npm run bench engine -- [--documents 20000]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import mongoose from "mongoose";
import { startEmbeddedEngine } from "../../server/database/embedded/start-embedded-engine.ts";
import { describeMachine, print } from "./measure-load.ts";

const { values } = parseArgs({ options: { documents: { type: "string", default: "20000" } } });
const documents = Number(values.documents);
const BATCH = 500;

type Row = { websiteId: string; hitId: string; visitorId: string; sessionId: string; at: Date; type: string; path: string; country: string; value: number; touch: { source: string; medium: string } };

const start = Date.UTC(2026, 0, 1);
const row = (n: number, run: string): Row => ({
  websiteId: "web_1", hitId: `hit-${run}-${n}`, visitorId: `visitor-${n % 5_000}`, sessionId: `session-${n % 8_000}`, at: new Date(start + n * 1_000), type: "pageview",
  path: `/page/${n % 200}`, country: ["DE", "US", "FR", "GB"][n % 4] as string, value: n % 100, touch: { source: `source-${n % 20}`, medium: "cpc" },
});

const dataDir = await mkdtemp(join(tmpdir(), "postmetric-bench-"));
const engine = await startEmbeddedEngine({ dataDir, workerUrl: new URL("../../build/server/engine-worker.js", import.meta.url) });
const client = await new mongoose.mongo.MongoClient(engine.uri, { maxPoolSize: 50 }).connect();
const hits = client.db().collection<Row>("hits");
const blobs = client.db().collection("blobs");
try {
  print(describeMachine());
  print(`engine: ${documents} documents of about 300 bytes with 4 indexes (2 unique), batches of ${BATCH}`);
  await hits.createIndex({ websiteId: 1, hitId: 1 }, { unique: true });
  await hits.createIndex({ websiteId: 1, at: -1 });
  await hits.createIndex({ websiteId: 1, sessionId: 1, at: 1 });
  await each("batch insert (insertMany of 500)", documents / BATCH, 1, (n) => hits.insertMany(Array.from({ length: BATCH }, (_, i) => row(n * BATCH + i, "a")), { ordered: false }), BATCH);
  await each("batch insert, 4 connections", documents / BATCH, 4, (n) => hits.insertMany(Array.from({ length: BATCH }, (_, i) => row(n * BATCH + i, "b")), { ordered: false }), BATCH);
  await each("single durable insert, 1 client", 1_000, 1, (n) => hits.insertOne(row(n, "c")));
  await each("single durable insert, 50 clients", 10_000, 50, (n) => hits.insertOne(row(n, "d")));
  await each("point read by a unique index, 1 client", 3_000, 1, (n) => hits.findOne({ websiteId: "web_1", hitId: `hit-a-${(n * 7) % documents}` }));
  await each("point read by a unique index, 50 clients", 15_000, 50, (n) => hits.findOne({ websiteId: "web_1", hitId: `hit-a-${(n * 7) % documents}` }));
  await each("indexed range of 100, newest first", 1_000, 4, (n) => hits.find({ websiteId: "web_1", at: { $lt: new Date(start + ((n * 37) % documents) * 1_000 + 200_000) } }).sort({ at: -1 }).limit(100).toArray(), 100);
  await each("single durable upsert, 50 clients", 5_000, 50, (n) => hits.updateOne({ websiteId: "web_1", hitId: `hit-e-${n % 2_500}` }, { $max: { at: new Date() }, $inc: { value: 1 }, $setOnInsert: { path: "/" } }, { upsert: true }));
  await each("bulk upsert of 500, half of them new", 40, 1, (n) => hits.bulkWrite(Array.from({ length: BATCH }, (_, i) => ({ updateOne: { filter: { websiteId: "web_1", hitId: `hit-f-${Math.floor(n / 2) * BATCH + i}` }, update: { $max: { at: new Date(start + n) }, $inc: { value: 1 }, $setOnInsert: { path: "/" } }, upsert: true } })), { ordered: false }), BATCH);
  await each("aggregate: $match by index, $group, $sort over all of batch one", 5, 1, () => hits.aggregate([{ $match: { websiteId: "web_1", at: { $gte: new Date(start) } } }, { $group: { _id: "$touch.source", hits: { $sum: 1 }, value: { $sum: "$value" } } }, { $sort: { hits: -1 } }]).toArray(), await hits.countDocuments({ at: { $gte: new Date(start) } }));
  await blobs.createIndex({ websiteId: 1, day: 1 }, { unique: true });
  await blobs.insertMany(Array.from({ length: 90 }, (_, day) => ({ websiteId: "web_1", day, bytes: new mongoose.mongo.Binary(Buffer.alloc(300_000, day)) })));
  await each("point read of a 300 kB binary document", 500, 4, (n) => blobs.findOne({ websiteId: "web_1", day: n % 90 }, { promoteBuffers: true }));
} finally {
  await client.close();
  await engine.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** Runs `amount` operations over `clients` at once; prints operations (and documents) a second and the median and 99th percentile. */
async function each(label: string, amount: number, clients: number, run: (n: number) => Promise<unknown>, perOperation = 1): Promise<void> {
  const times: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < amount) {
        const n = next;
        next += 1;
        const from = performance.now();
        await run(n);
        times.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  const documentsText = perOperation > 1 ? ` = ${Math.round((times.length * perOperation) / seconds).toLocaleString("en")} documents/s` : "";
  print(`${label.padEnd(64)} ${Math.round(times.length / seconds).toLocaleString("en").padStart(7)}/s${documentsText}; p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
}
