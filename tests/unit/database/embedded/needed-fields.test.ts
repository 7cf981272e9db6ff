import { Int32, serialize } from "bson";
import type { Document } from "bson";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileFilter } from "../../../../server/database/embedded/match-documents.ts";
import { fieldsOfQuery, pathsOfProjection } from "../../../../server/database/embedded/needed-fields.ts";
import { compileProjection } from "../../../../server/database/embedded/project-document.ts";
import { decode, readFields } from "../../../../server/database/embedded/read-bson.ts";

const inner = fc.dictionary(fc.constantFrom("x", "y"), fc.oneof(fc.nat({ max: 3 }), fc.constant(null)), { maxKeys: 2 });
const document = fc.dictionary(fc.constantFrom("_id", "a", "b", "c", "é"), fc.oneof(fc.nat({ max: 3 }), inner, fc.array(fc.oneof(fc.nat({ max: 3 }), inner), { maxLength: 3 })), { maxKeys: 5 }) as fc.Arbitrary<Document>;
const path = fc.constantFrom("_id", "a", "b", "a.x", "b.y", "c.0", "c.0.x", "é", "none");
const condition = fc.oneof(fc.nat({ max: 3 }), fc.constantFrom<Document | null>(null, { $gt: 1 }, { $ne: 2 }, { $in: [1, 2] }, { $exists: false }, { $elemMatch: { $gt: 1 } }, { $size: 1 }, { $not: { $lt: 2 } }));
const clause = fc.dictionary(path, condition, { maxKeys: 2 }) as fc.Arbitrary<Document>;
const filter = fc.oneof(clause, fc.record({ $and: fc.tuple(clause, clause) }), fc.record({ $or: fc.tuple(clause, clause), a: condition }, { requiredKeys: ["$or"] }), fc.record({ $nor: fc.tuple(clause) })) as fc.Arbitrary<Document>;
const projection = fc.dictionary(path, fc.constantFrom(1, true, new Int32(1)), { minKeys: 1, maxKeys: 3 }) as fc.Arbitrary<Document>;

test("a filter and a projection give of the fields that they are said to need what they give of the whole document", () => {
  let read = 0;
  fc.assert(
    fc.property(document, filter, projection, (whole, where, kept) => {
      // What contradicts itself is refused, whatever is read.
      fc.pre(!("a" in kept && "a.x" in kept) && !("b" in kept && "b.y" in kept) && !("c.0" in kept && "c.0.x" in kept));
      const bytes = Buffer.from(serialize(whole));
      const [asked, paths] = [fieldsOfQuery(where, undefined), pathsOfProjection(kept)];
      const some = paths && fieldsOfQuery({}, undefined, paths);
      if (asked) expect(compileFilter(where)(readFields(bytes, asked))).toBe(compileFilter(where)(decode(bytes)));
      const project = compileProjection(kept, {});
      if (some) expect(serialize(project(readFields(bytes, some)))).toEqual(serialize(project(decode(bytes))));
      if (asked && some) read += 1;
    }),
    { numRuns: 2_000 },
  );
  expect(read).toBeGreaterThan(500);
});

test("what may look anywhere, leaves fields out or computes is given the whole document", () => {
  for (const where of [{ $expr: { $eq: ["$a", "$b"] } }, { $and: [{ $expr: true }] }, { é: 1 }, { ["__proto__"]: 1 }]) expect(fieldsOfQuery(where, undefined)).toBeNull();
  for (const kept of [{ a: 0 }, { _id: 0 }, { a: "$b" }, { a: { $slice: 1 } }, { "a.$": 1 }, { é: 1 }]) {
    const paths = pathsOfProjection(kept);
    expect(paths && fieldsOfQuery({}, undefined, paths)).toBeNull();
  }
  expect(fieldsOfQuery({ "a.x": 1, $or: [{ b: 1 }, { a: 2 }], $comment: "why" }, { "c.d": -1 })).toEqual(["c", "a", "b"]);
  expect(fieldsOfQuery({ "b.y": 1 }, undefined, pathsOfProjection({ _id: 0, a: 1, "b.x": 1 }) ?? [])).toEqual(["_id", "a", "b"]);
  expect(new Set(pathsOfProjection({ _id: 1 }))).toEqual(new Set(["_id"]));
});
