import mongoose from "mongoose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestDatabase } from "../../factories/test-database.ts";

const { Decimal128, Int32, Long, ObjectId } = mongoose.mongo.BSON;

describe("the database, over the ordinary driver", () => {
  let stop: () => Promise<void>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- documents of every shape are the point here
  const items = () => mongoose.connection.collection<Record<string, any>>("items");

  beforeAll(async () => {
    ({ stop } = await startTestDatabase());
  });
  afterAll(() => stop());
  beforeEach(async () => {
    await items().drop();
  });

  test("finds by range, sorts and pages through a cursor", async () => {
    await items().insertMany(Array.from({ length: 500 }, (_, n) => ({ n, even: n % 2 === 0 })));
    await items().createIndex({ even: 1, n: -1 });
    const found = await items().find({ even: true, n: { $gte: 100, $lt: 300 } }).sort({ n: -1 }).batchSize(7).toArray();
    expect(found.map(({ n }) => n)).toEqual(Array.from({ length: 100 }, (_, i) => 298 - 2 * i));
  });

  test.each([1, -1] as const)("counts and finds a span of time by an index in direction %i as the documents say, ends included", async (direction) => {
    const values = [...Array.from({ length: 9 }, (_, n) => new Date(n * 1_000)), new Date(3_000), new Date(-5), null, undefined, "a text", 4_000];
    await items().createIndex({ websiteId: 1, at: direction, n: 1 });
    await items().insertMany(["a", "b"].flatMap((websiteId) => values.map((at, n) => ({ websiteId, n, ...(at === undefined ? {} : { at }) }))));
    for (const span of [{ $gte: new Date(3_000) }, { $lte: new Date(3_000) }, { $gte: new Date(2_500), $lte: new Date(6_000) }, { $gte: new Date(6_000), $lte: new Date(2_500) }, { $gte: new Date(9_000) }, { $gte: new Date(-5), $lt: new Date(8_000) }, { $gt: new Date(3_000) }]) {
      const { $gte = null, $lte = null, $lt = null, $gt = null } = span as Record<string, Date | undefined>;
      const expected = values.flatMap((at, n) => (at instanceof Date && (!$gte || at >= $gte) && (!$lte || at <= $lte) && (!$lt || at < $lt) && (!$gt || at > $gt) ? n : []));
      expect((await items().find({ websiteId: "a", at: span }).toArray()).map(({ n }) => n as number).toSorted((x, y) => x - y)).toEqual(expected);
      expect(await items().countDocuments({ websiteId: "a", at: span })).toBe(expected.length);
    }
  });

  test("tells which index it chose", async () => {
    await items().createIndex({ websiteId: 1, at: 1 });
    await items().insertOne({ websiteId: "a", at: 1 });
    const indexed = await items().find({ websiteId: "a", at: { $gt: 0 } }).sort({ at: -1 }).explain();
    expect(indexed["queryPlanner"].winningPlan.inputStage).toMatchObject({ stage: "IXSCAN", indexName: "websiteId_1_at_1", direction: "backward" });
    const scanned = await items().find({ other: 1 }).explain();
    expect(scanned["queryPlanner"].winningPlan.stage).toBe("COLLSCAN");
  });

  test("refuses a second document with a unique key, naming the key, and goes on when unordered", async () => {
    await items().createIndex({ websiteId: 1, key: 1 }, { unique: true });
    await items().insertOne({ websiteId: "a", key: 1 });
    await expect(items().insertOne({ websiteId: "a", key: 1 })).rejects.toMatchObject({ code: 11000, keyPattern: { websiteId: 1, key: 1 }, keyValue: { websiteId: "a", key: 1 } });
    const result = await items()
      .insertMany([{ websiteId: "a", key: 1 }, { websiteId: "a", key: 2 }, { websiteId: "a", key: 2 }, { websiteId: "b", key: 1 }], { ordered: false })
      .catch((error: { writeErrors: { index: number }[]; insertedCount: number }) => error);
    expect((result as { writeErrors: { index: number }[] }).writeErrors.map(({ index }) => index)).toEqual([0, 2]);
    expect(await items().countDocuments()).toBe(3);
  });

  test("upserts with $setOnInsert, array filters, the positional operator and pipelines", async () => {
    const upsert = () => items().updateOne({ key: "x" }, { $setOnInsert: { first: 1 }, $inc: { count: 1 }, $push: { list: { n: 1, on: false } as never } }, { upsert: true });
    expect((await upsert()).upsertedCount).toBe(1);
    expect((await upsert()).modifiedCount).toBe(1);
    await items().updateOne({ key: "x" }, { $set: { "list.$[entry].on": true } }, { arrayFilters: [{ "entry.n": 1 }] });
    await items().updateOne({ key: "x", "list.n": 1 }, { $set: { "list.$.n": 5 } });
    await items().updateOne({ key: "x" }, [{ $set: { double: { $multiply: ["$count", 2] } } }]);
    expect(await items().findOne({ key: "x" }, { projection: { _id: 0 } })).toEqual({ key: "x", first: 1, count: 2, double: 4, list: [{ n: 5, on: true }, { n: 1, on: true }] });
  });

  test("finds and modifies one document", async () => {
    await items().insertMany([{ n: 1 }, { n: 2 }]);
    expect(await items().findOneAndUpdate({}, { $set: { done: true } }, { sort: { n: -1 }, returnDocument: "after", projection: { _id: 0 } })).toEqual({ n: 2, done: true });
    expect(await items().findOneAndDelete({ n: 1 }, { projection: { _id: 0 } })).toEqual({ n: 1 });
    expect(await items().findOneAndUpdate({ n: 9 }, { $set: { a: 1 } })).toBeNull();
  });

  test("keeps number types and orders values as BSON does", async () => {
    const values = [Long.fromString("9007199254740993"), new Int32(5), 2.5, Decimal128.fromString("2.75"), "text", null, true, new Date(0), new ObjectId()];
    await items().createIndex({ v: 1 });
    await items().insertMany(values.map((v, n) => ({ n, v })));
    const order = await items().find().sort({ v: 1 }).toArray();
    expect(order.map(({ n }) => n)).toEqual([5, 2, 3, 1, 0, 4, 8, 6, 7]);
    const long = await items().findOne({ n: 0 }, { promoteValues: false });
    expect(String(long?.["v"])).toBe("9007199254740993");
    await items().updateOne({ n: 1 }, { $inc: { v: Long.fromNumber(1) } });
    expect((await items().findOne({ n: 1 }, { promoteValues: false }))?.["v"]).toBeInstanceOf(Long);
    expect(await items().countDocuments({ v: { $gt: 2.5, $lt: 6 } })).toBe(1);
  });

  test("aggregates with $group, $lookup and $facet, and refuses stages that it does not have", async () => {
    await items().insertMany([{ kind: "a", n: 1 }, { kind: "a", n: 2 }, { kind: "b", n: 4 }]);
    const groups = await items().aggregate([{ $match: { n: { $gt: 0 } } }, { $group: { _id: "$kind", sum: { $sum: "$n" } } }, { $sort: { _id: 1 } }]).toArray();
    expect(groups).toEqual([{ _id: "a", sum: 3 }, { _id: "b", sum: 4 }]);
    const [facet] = await items().aggregate([{ $facet: { all: [{ $count: "n" }], looked: [{ $lookup: { from: "items", localField: "kind", foreignField: "kind", as: "same" } }, { $limit: 1 }] } }]).toArray();
    expect(facet?.["all"]).toEqual([{ n: 3 }]);
    expect(facet?.["looked"][0].same).toHaveLength(2);
    await expect(items().aggregate([{ $changeStream: {} }]).toArray()).rejects.toMatchObject({ code: 40573 });
    await expect(items().aggregate([{ $nonsense: {} }]).toArray()).rejects.toMatchObject({ code: 40324 });
    await expect(mongoose.connection.db?.command({ nonsense: 1 })).rejects.toMatchObject({ code: 59 });
  });

  test("looks at nothing for $in of nothing, and only at what very many values name", async () => {
    await items().createIndex({ websiteId: 1, n: 1 });
    await items().insertMany(Array.from({ length: 3_000 }, (_, n) => ({ websiteId: "a", n })));
    const examined = async (values: number[]) => ((await items().find({ websiteId: "a", n: { $in: values } }).explain("executionStats"))["executionStats"] as { totalDocsExamined: number; nReturned: number });
    expect(await examined([])).toMatchObject({ totalDocsExamined: 0, nReturned: 0 });
    expect(await examined(Array.from({ length: 2_000 }, (_, n) => n * 2))).toMatchObject({ totalDocsExamined: 1_500, nReturned: 1_500 });
  });
});
