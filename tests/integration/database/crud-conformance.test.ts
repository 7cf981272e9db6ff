import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { open } from "lmdb";
import mongoose from "mongoose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { restoreBackup } from "../../../server/database/backup/restore-backup.ts";
import { findRunningEngine } from "../../../server/database/embedded/find-running-engine.ts";
import { startEmbeddedEngine } from "../../../server/database/embedded/start-embedded-engine.ts";

const { MongoClient } = mongoose.mongo;
const { BSON } = mongoose.mongo;
type Client = InstanceType<typeof MongoClient>;

const workerUrl = new URL("../../../scripts/engine-worker-from-source.mjs", import.meta.url);

describe("answers are MongoDB's", () => {
  let dataDir: string;
  let engine: Awaited<ReturnType<typeof startEmbeddedEngine>>;
  let client: Client;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- documents of every shape are the point here
  const items = () => client.db().collection<Record<string, any>>("items");

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "postmetric-engine-"));
    engine = await startEmbeddedEngine({ dataDir, workerUrl, expireEveryMs: 100 });
    client = await new MongoClient(engine.uri).connect();
  });
  afterAll(async () => {
    await client.close();
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await items().drop();
    await items().insertMany([{ _id: 1, x: 11 }, { _id: 2, x: 22 }, { _id: 3, x: 33 }] as never[]);
  });
  const all = () => items().find().sort({ _id: 1 }).toArray();

  test("update results: matched, modified, upserted, and no modification where nothing changes", async () => {
    expect(await items().updateMany({ _id: { $gt: 1 } } as never, { $inc: { x: 1 } })).toMatchObject({ matchedCount: 2, modifiedCount: 2, upsertedCount: 0, upsertedId: null });
    expect(await items().updateOne({ _id: 1 } as never, { $set: { x: 11 } })).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
    expect(await items().updateOne({ _id: 4 } as never, { $inc: { x: 1 } }, { upsert: true })).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 4 });
    expect(await items().replaceOne({ _id: 1 } as never, { y: 1 })).toMatchObject({ modifiedCount: 1 });
    expect(await all()).toEqual([{ _id: 1, y: 1 }, { _id: 2, x: 23 }, { _id: 3, x: 34 }, { _id: 4, x: 1 }]);
    await expect(items().updateOne({ _id: 1 } as never, { $set: { _id: 9 } as never })).rejects.toMatchObject({ code: 66 });
  });

  test("bulk writes, ordered and not", async () => {
    const operations = [{ insertOne: { document: { _id: 3 } } }, { insertOne: { document: { _id: 4 } } }, { updateOne: { filter: { _id: 1 }, update: { $set: { x: 0 } } } }, { deleteOne: { filter: { _id: 2 } } }];
    const ordered = await items().bulkWrite(operations as never[], { ordered: true }).catch((error: unknown) => error);
    expect(ordered).toMatchObject({ code: 11000, insertedCount: 0, deletedCount: 0 });
    const unordered = await items().bulkWrite(operations as never[], { ordered: false }).catch((error: unknown) => error);
    expect(unordered).toMatchObject({ code: 11000, insertedCount: 1, matchedCount: 1, deletedCount: 1 });
    expect((unordered as { writeErrors: { index: number; errmsg: string }[] }).writeErrors.map(({ index, errmsg }) => [index, errmsg])).toEqual([[0, "E11000 duplicate key error collection: postmetric.items index: _id_ dup key: { _id: 3 }"]]);
  });

  test("hints: an index by name or key, a refusal for one that is not there", async () => {
    await items().createIndex({ x: 1 });
    expect(await items().find({ x: { $gt: 11 } }).hint("x_1").toArray()).toHaveLength(2);
    expect(await items().find({}).hint({ x: 1 }).toArray()).toHaveLength(3);
    await expect(items().find({}).hint("nowhere").toArray()).rejects.toMatchObject({ code: 2 });
    await expect(items().updateOne({}, { $set: { a: 1 } }, { hint: "nowhere" })).rejects.toMatchObject({ code: 2 });
  });

  test("let binds variables in filters, pipelines and updates", async () => {
    expect(await items().find({ $expr: { $eq: ["$_id", "$$id"] } }, { let: { id: 2 } }).toArray()).toEqual([{ _id: 2, x: 22 }]);
    expect(await items().aggregate([{ $match: { $expr: { $gt: ["$x", "$$low"] } } }, { $project: { _id: 0, sum: { $add: ["$x", "$$low"] } } }], { let: { low: 22 } }).toArray()).toEqual([{ sum: 55 }]);
    await items().updateOne({ $expr: { $eq: ["$_id", "$$id"] } }, [{ $set: { x: "$$value" } }], { let: { id: 1, value: 7 } });
    expect((await all())[0]).toEqual({ _id: 1, x: 7 });
  });

  test("counts, distinct, cursors of every batch size, unacknowledged writes", async () => {
    expect([await items().countDocuments({ x: { $gt: 11 } }), await items().countDocuments({}, { skip: 1, limit: 1 }), await items().estimatedDocumentCount(), await items().countDocuments({ x: 0 })]).toEqual([2, 1, 3, 0]);
    expect(await items().distinct("x", { _id: { $gt: 1 } } as never)).toEqual([22, 33]);
    for (const batchSize of [0, 1, 2, 50]) expect(await items().find({}, { batchSize }).toArray()).toHaveLength(3);
    await items().insertOne({ _id: 9 } as never, { writeConcern: { w: 0 } });
    await expect.poll(() => items().countDocuments()).toBe(4);
    await expect(items().find({}, { collation: { locale: "de" } }).toArray()).rejects.toMatchObject({ code: 238 });
    await expect(client.db().collection("absent").indexes()).rejects.toMatchObject({ code: 26 });
  });

  test("types stay as they were sent, through updates of other fields too", async () => {
    await items().insertOne({ _id: 5, double: new BSON.Double(1), long: BSON.Long.fromNumber(5), int: new BSON.Int32(5), decimal: BSON.Decimal128.fromString("1.10"), regex: new BSON.BSONRegExp("a", "i") } as never);
    await items().updateOne({ _id: 5 } as never, { $set: { other: 1 } });
    await items().updateOne({ _id: 5 } as never, [{ $set: { more: "x" } }]);
    const stored = await items().findOne({ _id: 5 } as never, { promoteValues: false, bsonRegExp: true });
    expect([stored?.["double"], stored?.["long"], stored?.["int"], String(stored?.["decimal"]), stored?.["regex"]].map((value) => (value as { _bsontype?: string })._bsontype ?? value)).toEqual(["Double", "Long", "Int32", "1.10", "BSONRegExp"]);
    await items().updateOne({ _id: 5 } as never, { $inc: { int: new BSON.Int32(2_147_483_647) } });
    expect((await items().findOne({ _id: 5 } as never, { promoteValues: false }))?.["int"]).toEqual(BSON.Long.fromNumber(2_147_483_652));
    expect(String((await items().aggregate([{ $group: { _id: null, sum: { $sum: ["$decimal", "$int"] } } }]).toArray())[0]?.["sum"])).toBe("0");
    expect(String((await items().aggregate([{ $group: { _id: null, sum: { $sum: "$decimal" } } }]).toArray())[0]?.["sum"])).toBe("1.10");
  });

  test("arrays: push with its modifiers, pull, addToSet, all positional", async () => {
    const one = { _id: 1 } as never;
    await items().updateOne(one, { $push: { list: { $each: [5, 1, 3], $sort: 1, $slice: 2 } } } as never);
    await items().updateOne(one, { $push: { list: { $each: [9], $position: 0 } } } as never);
    await items().updateOne(one, { $addToSet: { list: { $each: [9, 4] } } } as never);
    await items().updateOne(one, { $pull: { list: { $lt: 3 } } } as never);
    await items().updateOne(one, { $inc: { "list.$[]": 10 } } as never);
    expect((await all())[0]).toEqual({ _id: 1, x: 11, list: [19, 13, 14] });
    await items().updateOne({ list: { $gt: 15 } }, { $unset: { "list.$": 1 } } as never);
    expect((await all())[0]?.["list"]).toEqual([null, 13, 14]);
  });

  test("a TTL index expires its documents; sparse and partial unique indexes let others be", async () => {
    await items().createIndex({ at: 1 }, { expireAfterSeconds: 1 });
    await items().insertMany([{ _id: 6, at: new Date(Date.now() - 5_000) }, { _id: 7, at: new Date(Date.now() + 60_000) }] as never[]);
    await expect.poll(() => items().countDocuments({ _id: { $in: [6, 7] } } as never), { timeout: 5_000 }).toBe(1);
    await items().createIndex({ code: 1 }, { unique: true, sparse: true });
    await items().createIndex({ mail: 1 }, { unique: true, partialFilterExpression: { active: true } });
    await items().insertMany([{ _id: 10, mail: "a", active: false }, { _id: 11, mail: "a", active: true }] as never[]);
    await expect(items().insertOne({ _id: 12, mail: "a", active: true } as never)).rejects.toMatchObject({ code: 11000 });
    expect(await items().countDocuments({ mail: "a" })).toBe(2);
    expect((await items().indexes()).map(({ name }) => name)).toEqual(["_id_", "at_1", "code_1", "mail_1"]);
  });

  test("a refused upsert into a new collection leaves nothing half done", async () => {
    const fresh = client.db().collection<{ _id: number; a: number }>("fresh");
    await expect(fresh.findOneAndUpdate({ _id: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, { upsert: true })).rejects.toMatchObject({ code: 40 });
    await fresh.insertOne({ _id: 1, a: 1 });
    expect(await fresh.findOne({ _id: 1 })).toEqual({ _id: 1, a: 1 });
  });

  test("with indexes and without, random queries give the same documents in the same order", async () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom("", "a", "b", "ab", null, true, 1.5), fc.date({ min: new Date(0), max: new Date(5), noInvalidDate: true }), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }));
    const document = fc.record({ a: value, b: value, c: fc.record({ d: value }, { requiredKeys: [] }) }, { requiredKeys: [] });
    const scalar = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom("a", "b", null, true));
    const condition = fc.oneof(
      scalar,
      fc.tuple(fc.constantFrom("$gt", "$gte", "$lt", "$lte", "$ne", "$eq"), scalar).map(([operator, bound]) => ({ [operator]: bound })),
      fc.tuple(scalar, scalar).map(([low, high]) => ({ $gte: low, $lte: high })),
      fc.array(scalar, { minLength: 1, maxLength: 3 }).map((list) => ({ $in: list })),
      fc.boolean().map((exists) => ({ $exists: exists })),
    );
    const filter = fc.dictionary(fc.constantFrom("a", "b", "c.d"), condition, { maxKeys: 3 });
    const sort = fc.option(fc.tuple(fc.constantFrom("a", "b", "c.d"), fc.constantFrom(1, -1)), { nil: undefined });
    const [plain, indexed] = [client.db().collection("plain"), client.db().collection("indexed")];
    await fc.assert(
      fc.asyncProperty(fc.array(document, { minLength: 5, maxLength: 25 }), fc.array(fc.tuple(filter, sort), { minLength: 10, maxLength: 10 }), async (documents, queries) => {
        await plain.drop();
        await indexed.drop();
        for (const key of [{ a: 1 }, { b: -1 }, { b: 1, a: -1 }, { "c.d": 1, b: 1 }] as const) await indexed.createIndex(key as never).catch(() => undefined);
        const withIds = documents.map((fields, index) => ({ _id: index as never, ...fields }));
        await plain.insertMany(withIds, { ordered: false }).catch(() => undefined);
        const refused = await indexed.insertMany(withIds, { ordered: false }).then(() => [] as number[], (error: { writeErrors: { index: number }[] }) => error.writeErrors.map(({ index }) => index));
        if (refused.length > 0) await plain.deleteMany({ _id: { $in: refused as never[] } });
        for (const [conditions, order] of queries) {
          const run = (collection: typeof plain) => collection.find(conditions).sort(order ? { [order[0]]: order[1] as 1 | -1, _id: 1 } : { _id: 1 }).toArray();
          expect(await run(indexed), JSON.stringify([conditions, order])).toEqual(await run(plain));
        }
      }),
      { numRuns: 40 },
    );
  });

  test("a second owner is refused by the first one's process number", async () => {
    await expect(startEmbeddedEngine({ dataDir, workerUrl })).rejects.toThrow(`in use by another PostMetric (process ${process.pid})`);
  });

  test("an owner in another container is refused, and found by commands, by the sign that it gives", async () => {
    const shared = await mkdtemp(join(tmpdir(), "postmetric-shared-"));
    const first = await startEmbeddedEngine({ dataDir: shared, workerUrl });
    // There each process is number 1; here that number is another process, which began at another time.
    const owner = open<string, string>({ path: `${shared}/owner`, encoding: "string", overlappingSync: false });
    const claim = JSON.parse(owner.get("owner") ?? "") as { uri: string };
    owner.putSync("owner", JSON.stringify({ ...claim, pid: 1, startTime: "0", uri: "mongodb://elsewhere/" }));
    await expect(startEmbeddedEngine({ dataDir: shared, workerUrl })).rejects.toThrow("in use by another PostMetric (process 1, in another container)");
    expect(await findRunningEngine(shared)).toEqual({ uri: first.uri });
    await expect(restoreBackup({ from: workerUrl.pathname, dataDir: shared, force: true, now: new Date() })).rejects.toThrow("in another container");
    const dead = owner.get("owner") ?? "";
    await first.stop();
    // As a killed one leaves it: a claim, and a socket's file that nobody listens at.
    owner.putSync("owner", dead);
    await owner.close();
    expect(await findRunningEngine(shared)).toBeNull();
    await startEmbeddedEngine({ dataDir: shared, workerUrl }).then((second) => second.stop());
  });

  test("a data directory with a long path works", async () => {
    const long = join(await mkdtemp(join(tmpdir(), "postmetric-long-")), "x".repeat(60), "y".repeat(60));
    const other = await startEmbeddedEngine({ dataDir: long, workerUrl });
    const otherClient = await new MongoClient(other.uri).connect();
    await otherClient.db().collection("a").insertOne({ n: 1 });
    expect(await otherClient.db().collection("a").countDocuments()).toBe(1);
    await otherClient.close();
    await other.stop();
  });
});

describe("durability", () => {
  test("what was acknowledged before kill -9 is there after it, whole", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "postmetric-kill-"));
    let acknowledged: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const script = new URL("../../factories/write-until-killed.mjs", import.meta.url).pathname;
      const child = spawn(process.execPath, [script, dataDir, String(round * 1_000_000)], { stdio: ["ignore", "pipe", "inherit"] });
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
      await expect.poll(() => output.split("\n").length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(100 + round * 57);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      acknowledged = [...acknowledged, ...output.split("\n").slice(0, -1).map(Number)];
      const engine = await startEmbeddedEngine({ dataDir, workerUrl });
      const client = await new MongoClient(engine.uri).connect();
      const stored = client.db().collection("writes");
      const ids = new Set((await stored.find({}).toArray()).map(({ n }) => n as number));
      expect(acknowledged.filter((n) => !ids.has(n))).toEqual([]);
      expect((await stored.find({ n: { $gte: 0 } }).sort({ n: 1 }).toArray()).length).toBe(ids.size);
      await client.close();
      await engine.stop();
    }
    await rm(dataDir, { recursive: true, force: true });
  });
});
