import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startEmbeddedEngine } from "../../../server/database/embedded/start-embedded-engine.ts";
import { writeTogether } from "../../../server/shared/write-together.ts";
import type { EmbeddedEngine } from "../../../server/database/embedded/start-embedded-engine.ts";

let dataDir: string;
let engine: EmbeddedEngine;
type Item = { key: string; revision?: number; n?: number; at?: Date | null };
const items = mongoose.connection.collection<Item>("items");
const counts = mongoose.connection.collection<Item>("counts");

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "postmetric-together-"));
  engine = await startEmbeddedEngine({ dataDir, workerUrl: new URL("../../../scripts/engine-worker-from-source.mjs", import.meta.url) });
  await mongoose.connect(engine.uri);
});
afterAll(async () => {
  await mongoose.disconnect();
  await engine.stop();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  await Promise.all([items.drop(), counts.drop()]);
  await items.createIndex({ key: 1 }, { unique: true });
  await items.insertOne({ key: "known", revision: 1 });
});

const count = (key: string) => ({ updateOne: { filter: { key }, update: { $inc: { n: 1 } }, upsert: true } });
const change = (revision: number) => ({ updateOne: { filter: { key: "known", revision }, update: { $set: { revision: revision + 1 } } } });
const held = async () => ({
  items: await items.find({}, { projection: { _id: 0 } }).sort({ key: 1 }).toArray(),
  counts: await counts.find({}, { projection: { _id: 0 } }).sort({ key: 1 }).toArray(),
});

test("new documents, changes and upserts of several collections are written together, as the driver would write each", async () => {
  const at = new Date(1_700_000_000_123);
  expect(await writeTogether([{ collection: "items", documents: [{ key: "a", at, n: 1.5 }, { key: "b", at: null }] }, { collection: "items", updates: [change(1)] }, { collection: "counts", updates: [count("x"), count("x"), count("y")] }])).toBe(true);
  expect(await held()).toEqual({
    items: [{ key: "a", at, n: 1.5 }, { key: "b", at: null }, { key: "known", revision: 2 }],
    counts: [{ key: "x", n: 2 }, { key: "y", n: 1 }],
  });
  expect((await mongoose.connection.db?.command({ validate: "items" }))?.["valid"]).toBe(true);
});

test.each([
  { what: "a new document is there already", documents: [{ key: "a" }, { key: "known" }], updates: [change(1)] },
  { what: "a new document comes twice", documents: [{ key: "a" }, { key: "a" }], updates: [change(1)] },
  { what: "one that is to be changed was changed by somebody else", documents: [{ key: "a" }], updates: [change(7)] },
])("nothing of it is written when $what, also not beside writes that go through", async ({ documents, updates }) => {
  const before = await held();
  const writes = [{ collection: "counts", updates: [count("x")] }, { collection: "made_by_it", documents: [{ n: 1 }] }, { collection: "items", documents }, { collection: "items", updates }];
  expect(await writeTogether(writes)).toBe(false);
  expect(await held()).toEqual(before);
  const [refused, ...others] = await Promise.all([writeTogether(writes), writeTogether([{ collection: "counts", updates: [count("y")] }]), counts.insertOne({ key: "z" })]);
  expect([refused, others[0]]).toEqual([false, true]);
  expect(await held()).toEqual({ ...before, counts: [{ key: "y", n: 1 }, { key: "z" }] });
  expect(await mongoose.connection.db?.listCollections({ name: "made_by_it" }).toArray()).toEqual([]);
});

test("an error that is no conflict is told", async () => {
  await expect(writeTogether([{ collection: "items", updates: [{ updateOne: { filter: { key: "known" }, update: { $nonsense: { a: 1 } } } }] }])).rejects.toThrow("$nonsense");
});
