import mongoose from "mongoose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestDatabase } from "../../factories/test-database.ts";

const { Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp, UUID } = mongoose.mongo.BSON;

/** What an expression gives for a document, as MongoDB's manual and servers answer; `{code}` is the error to be refused with. */
const EXPRESSIONS: [name: string, expression: unknown, document: Record<string, unknown>, expected: unknown][] = [
  ["eq null missing", {$eq:["$nope",null]}, {}, false],
  ["ifNull", {$ifNull:["$nope","d"]}, {}, "d"],
  ["cmp types", {$lt:["$a","$b"]}, {a:5,b:"a"}, true],
  ["missing lt null", {$lt:["$nope",null]}, {}, true],
  ["add null", {$add:["$nope",1]}, {}, null],
  ["project missing", "$nope", {}, "missing"],
  ["dateAdd month", {$dateAdd:{startDate:"$d",unit:"month",amount:1}}, {d:new Date("2024-01-31T10:00:00Z")}, new Date("2024-02-29T10:00:00Z")],
  ["dateAdd tz", {$dateAdd:{startDate:"$d",unit:"day",amount:1,timezone:"Europe/Berlin"}}, {d:new Date("2024-03-30T11:00:00Z")}, new Date("2024-03-31T10:00:00Z")],
  ["dateTrunc week", {$dateTrunc:{date:"$d",unit:"week",startOfWeek:"monday"}}, {d:new Date("2024-05-15T10:00:00Z")}, new Date("2024-05-13T00:00:00Z")],
  ["dateTrunc day tz", {$dateTrunc:{date:"$d",unit:"day",timezone:"America/New_York"}}, {d:new Date("2024-05-15T02:00:00Z")}, new Date("2024-05-14T04:00:00Z")],
  ["dateToString", {$dateToString:{date:"$d",format:"%Y-%m-%d %H:%M:%S.%L %j %u %V %G %z",timezone:"Europe/Berlin"}}, {d:new Date("2024-05-15T02:00:00Z")}, "2024-05-15 04:00:00.000 136 3 20 2024 +0200"],
  ["dateDiff", {$dateDiff:{startDate:"$a",endDate:"$b",unit:"day"}}, {a:new Date("2024-01-01T23:00:00Z"),b:new Date("2024-01-02T01:00:00Z")}, 1],
  ["toObjectId", {$toObjectId:"$s"}, {s:"507f1f77bcf86cd799439011"}, new ObjectId("507f1f77bcf86cd799439011")],
  ["toString oid", {$toString:"$s"}, {s:new ObjectId("507f1f77bcf86cd799439011")}, "507f1f77bcf86cd799439011"],
  ["bsonSize", {$bsonSize:"$$ROOT"}, {a:1}, 21],
  ["binarySize", {$binarySize:"$s"}, {s:"héllo"}, 6],
  ["indexOfCP", {$indexOfCP:["$s","l"]}, {s:"héllo"}, 2],
  ["divide by 0", {$divide:[1,0]}, {}, {code:2}],
  ["toInt bad", {$toInt:"abc"}, {}, {code:241}],
  ["convert onError", {$convert:{input:"abc",to:"int",onError:"no"}}, {}, "no"],
  ["unknown expression", {$nonsense:1}, {}, {code:168}],
  ["setUnion", {$setUnion:["$a","$b"]}, {a:[1,2],b:[2,3]}, [1,2,3]],
  ["$max expr oid", {$max:["$a","$b"]}, {a:3,b:"a"}, "a"],
  ["arrayElemAt", {$arrayElemAt:["$a",-1]}, {a:[1,2]}, 2],
  ["cond", {$cond:["$z",1,2]}, {z:0}, 2],
  ["cond array truthy", {$cond:["$z",1,2]}, {z:[]}, 1],
  ["switch none", {$switch:{branches:[{case:false,then:1}]}}, {}, {code:40066}],
  ["reduce", {$reduce:{input:"$a",initialValue:0,in:{$add:["$$value","$$this"]}}}, {a:[1,2,3]}, 6],
  ["map missing", {$map:{input:"$nope",in:"$$this"}}, {}, null],
  ["filter limit", {$filter:{input:"$a",cond:{$gt:["$$this",1]},limit:1}}, {a:[1,2,3]}, [2]],
  ["round half even", {$round:["$a",0]}, {a:2.5}, 2],
  ["mod neg", {$mod:[-7,3]}, {}, -1],
  ["concat null", {$concat:["a",null]}, {}, null],
  ["undefined var", "$$nope", {}, {code:17276}],
  ["getField", {$getField:"a.b"}, {}, "missing"],
  ["objectToArray", {$objectToArray:"$o"}, {o:{a:1}}, [{k:"a",v:1}]],
  ["sortArray", {$sortArray:{input:"$a",sortBy:1}}, {a:[10,"a",null,2]}, [null,2,10,"a"]],
  ["literal", {$literal:"$x"}, {}, "$x"],
  ["strLenCP", {$strLenCP:"$s"}, {s:"é😀"}, 2],
  ["substrCP", {$substrCP:["$s",1,1]}, {s:"é😀a"}, "😀"],
  ["split", {$split:["a-b","-"]}, {}, ["a","b"]],
  ["regexMatch", {$regexMatch:{input:"ABC",regex:"b",options:"i"}}, {}, true],
  ["dateFromString", {$dateFromString:{dateString:"2024-05-01",timezone:"America/New_York"}}, {}, new Date("2024-05-01T04:00:00Z")],
  ["year tz", {$dayOfMonth:{date:"$d",timezone:"Asia/Tokyo"}}, {d:new Date("2024-05-14T20:00:00Z")}, 15],
  ["isoWeek", {$isoWeek:"$d"}, {d:new Date("2024-12-30T00:00:00Z")}, 1],
  ["week", {$week:"$d"}, {d:new Date("2024-01-07T00:00:00Z")}, 1],
  ["dateToParts", {$dateToParts:{date:"$d"}}, {d:new Date("2024-01-07T01:02:03.004Z")}, {year:2024,month:1,day:7,hour:1,minute:2,second:3,millisecond:4}],
];

const uuid = new UUID("00112233-4455-6677-8899-aabbccddeeff");
const TYPES: [expression: unknown, document: Record<string, unknown>, type: string][] = [
  ["$x", { x: new Double(1) }, "double"],
  ["$x", { x: Long.fromNumber(1) }, "long"],
  ["$x", { x: new ObjectId() }, "objectId"],
  ["$x", {}, "missing"],
  ["$x", { x: uuid }, "binData"],
  ["$x", { x: Timestamp.fromNumber(5) }, "timestamp"],
  ["$x", { x: /a/ }, "regex"],
  [{ $add: ["$x", new Int32(1)] }, { x: new Int32(1) }, "int"],
  [{ $add: ["$x", new Int32(1)] }, { x: new Int32(2_147_483_647) }, "long"],
  [{ $add: ["$x", new Int32(1)] }, { x: Long.fromNumber(1) }, "long"],
  [{ $add: ["$x", new Int32(1)] }, { x: new Double(2) }, "double"],
  [{ $multiply: ["$x", new Int32(2)] }, { x: Decimal128.fromString("1.5") }, "decimal"],
  [{ $divide: ["$x", new Int32(1)] }, { x: new Int32(4) }, "double"],
  [{ $toLong: "$x" }, { x: new Int32(4) }, "long"],
  [{ $toDecimal: "$x" }, { x: new Int32(4) }, "decimal"],
];

describe("aggregation", () => {
  let stop: () => Promise<void>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- documents of every shape are the point here
  const items = (name = "items") => mongoose.connection.collection<Record<string, any>>(name);
  const aggregate = (pipeline: Record<string, unknown>[]) => items().aggregate(pipeline).toArray();
  const put = async (...documents: Record<string, unknown>[]) => {
    await items().deleteMany({});
    if (documents.length > 0) await items().insertMany(documents);
  };

  beforeAll(async () => {
    ({ stop } = await startTestDatabase());
  });
  afterAll(() => stop());
  beforeEach(() => put());

  test.each(EXPRESSIONS)("%s", async (_name, expression, document, expected) => {
    await put({ _id: 1, ...document });
    const run = async () => (await aggregate([{ $project: { _id: 0, value: expression } }]))[0];
    const code = (expected as { code?: number } | null)?.code;
    if (code !== undefined) return expect(run()).rejects.toMatchObject({ code });
    const answer = await run();
    if (expected === "missing") expect(answer).toEqual({});
    else expect(answer).toEqual({ value: expected });
  });

  test("types stay what MongoDB makes them", async () => {
    for (const [expression, document, type] of TYPES) {
      await put({ _id: 1, ...document });
      expect(await aggregate([{ $project: { _id: 0, type: { $type: expression } } }]), JSON.stringify(expression)).toEqual([{ type }]);
    }
  });

  test("accumulators over mixed numbers, strings and nothing; sums of 64-bit integers and decimals are exact", async () => {
    await put({ _id: 1, g: 1, v: new Double(1.5) }, { _id: 2, g: 1, v: Long.fromNumber(2) }, { _id: 3, g: 2, v: 3 }, { _id: 4, g: 2, v: "x" }, { _id: 5, g: 3 });
    expect(await aggregate([{ $group: { _id: "$g", sum: { $sum: "$v" }, avg: { $avg: "$v" }, max: { $max: "$v" }, min: { $min: "$v" }, all: { $push: "$v" } } }, { $sort: { _id: 1 } }])).toEqual([
      { _id: 1, sum: 3.5, avg: 1.75, max: 2, min: 1.5, all: [1.5, 2] },
      { _id: 2, sum: 3, avg: 3, max: "x", min: 3, all: [3, "x"] },
      { _id: 3, sum: 0, avg: null, max: null, min: null, all: [] },
    ]);
    await put({ l: Long.fromString("9007199254740993"), d: Decimal128.fromString("1.10") }, { l: Long.fromNumber(1), d: Decimal128.fromString("2.20") });
    const [sums] = await items().aggregate([{ $group: { _id: null, l: { $sum: "$l" }, d: { $sum: "$d" } } }], { promoteValues: false }).toArray();
    expect([String(sums?.["l"]), String(sums?.["d"])]).toEqual(["9007199254740994", "3.30"]);
  });

  test("groups tell binary subtypes and the order of fields apart; missing counts as null only alone", async () => {
    await put({ b: uuid, o: { a: 1, b: 2 } }, { b: new Binary(uuid.buffer, 0), o: { b: 2, a: 1 } }, { b: new Binary(uuid.buffer, 4), o: { a: 1, b: 2 } });
    expect((await aggregate([{ $group: { _id: "$b", n: { $sum: 1 } } }, { $sort: { n: -1 } }])).map(({ n }) => n as number)).toEqual([2, 1]);
    expect(await aggregate([{ $group: { _id: "$o" } }])).toHaveLength(2);
    await put({ x: "a" }, { x: null }, {});
    expect(await aggregate([{ $group: { _id: "$x", n: { $sum: 1 } } }, { $sort: { _id: 1 } }])).toEqual([{ _id: null, n: 2 }, { _id: "a", n: 1 }]);
    expect(await aggregate([{ $group: { _id: { x: "$x" } } }, { $sort: { _id: 1 } }])).toEqual([{ _id: {} }, { _id: { x: null } }, { _id: { x: "a" } }]);
  });

  test("$lookup by fields (missing, arrays, a dotted target) and by a pipeline with variables", async () => {
    await items("others").deleteMany({});
    await items("others").insertMany([{ _id: 1, k: 1, w: "x" }, { _id: 2, k: 1, w: "y" }, { _id: 3, w: "z" }] as never[]);
    await put({ _id: 1, k: 1 }, { _id: 2 }, { _id: 3, k: [1, 2] });
    expect(await aggregate([{ $lookup: { from: "others", localField: "k", foreignField: "k", as: "r.s" } }, { $project: { "r.s._id": 1 } }, { $sort: { _id: 1 } }])).toEqual([
      { _id: 1, r: { s: [{ _id: 1 }, { _id: 2 }] } },
      { _id: 2, r: { s: [{ _id: 3 }] } },
      { _id: 3, r: { s: [{ _id: 1 }, { _id: 2 }] } },
    ]);
    const joined = { from: "others", let: { q: "$k" }, pipeline: [{ $match: { $expr: { $eq: ["$k", "$$q"] } } }, { $project: { w: 1, _id: 0 } }], as: "r" };
    expect(await aggregate([{ $match: { _id: 1 } }, { $lookup: joined }])).toEqual([{ _id: 1, k: 1, r: [{ w: "x" }, { w: "y" }] }]);
  });

  test("$out replaces a collection, $merge puts documents together by a unique key", async () => {
    await put({ _id: 1, a: 1 }, { _id: 2, b: 2 });
    const target = items("target");
    const stored = () => target.find({}).sort({ _id: 1 }).toArray();
    await aggregate([{ $out: "target" }]);
    await aggregate([{ $match: { _id: 1 } }, { $out: "target" }]);
    expect(await stored()).toEqual([{ _id: 1, a: 1 }]);
    await target.updateOne({}, { $set: { z: 9 } });
    await aggregate([{ $merge: { into: "target", whenMatched: [{ $set: { sum: { $add: ["$z", "$$new.a"] } } }], whenNotMatched: "discard" } }]);
    expect(await stored()).toEqual([{ _id: 1, a: 1, z: 9, sum: 10 }]);
    await aggregate([{ $merge: { into: "target" } }]);
    expect(await stored()).toEqual([{ _id: 1, a: 1, z: 9, sum: 10 }, { _id: 2, b: 2 }]);
    await expect(aggregate([{ $merge: { into: "target", whenMatched: "fail" } }])).rejects.toMatchObject({ code: 11000 });
    await expect(aggregate([{ $merge: { into: "target", on: "a" } }])).rejects.toMatchObject({ code: 51183 });
  });

  test("what is misused or not supported has an error of its own", async () => {
    await put({ _id: 1 });
    const cases: [Record<string, unknown>, number][] = [
      [{ $project: { v: 0, a: 1 } }, 31253], [{ $sort: {} }, 15976], [{ $limit: 0 }, 15958], [{ $group: { _id: null, x: { $nonsense: 1 } } }, 15952], [{ $replaceRoot: { newRoot: "$nope" } }, 40228],
      [{ $changeStream: {} }, 40573], [{ $geoNear: {} }, 2], [{ $nonsense: 1 }, 40324], [{ $match: { $text: { $search: "a" } } }, 27], [{ $facet: {} }, 40169],
    ];
    for (const [stage, code] of cases) await expect(aggregate([stage]), JSON.stringify(stage)).rejects.toMatchObject({ code });
  });
});
