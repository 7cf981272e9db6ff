import { Binary, BSONRegExp, Code, Decimal128, Double, Int32, Long, ObjectId, serialize, Timestamp } from "bson";
import type { Document } from "bson";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decode, readFields, readNewDocument } from "../../../../server/database/embedded/read-bson.ts";

const leaf = fc.oneof(
  fc.constantFrom(null, true, false, new Int32(7), Long.fromString("9007199254740993"), new Double(1.5), Decimal128.fromString("1.10"), new ObjectId(), new Code("f()"), new Timestamp({ t: 1, i: 2 }), new BSONRegExp("a", "i")),
  fc.string({ unit: "binary" }),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => new Binary(bytes)),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 2 }, leaf, fc.array(tie("value"), { maxLength: 3 }), fc.dictionary(fc.constantFrom("a", "b", "é"), tie("value"), { maxKeys: 3 })),
}));
const NAMES = ["_id", "at", "path", "ab"];
const fields = fc.dictionary(fc.constantFrom("a", "at", "ab", "abc", "path", "pfad", "é"), value, { maxKeys: 7 }) as fc.Arbitrary<Document>;
const id = fc.constantFrom(new ObjectId(), "an id", new Int32(5), new Binary(Buffer.from("id")));

test("what is read of a new document is what decoding it gives, and it is stored with its _id first", () => {
  fc.assert(
    fc.property(fields, fields, id, (before, after, _id) => {
      const document = { ...before, _id, ...after };
      const bytes = Buffer.from(serialize(document));
      const read = readNewDocument(bytes, NAMES);
      const { _id: own, ...rest } = decode(bytes);
      expect(read?.bytes.equals(serialize({ _id: own, ...rest }))).toBe(true);
      expect(read?.fields).toEqual(Object.fromEntries(Object.entries(decode(bytes)).filter(([name]) => NAMES.includes(name))));
    }),
  );
});

test("a document without an _id, or with one that must be looked into, is left to be decoded", () => {
  for (const document of [{ at: 1 }, { a: { _id: 1 } }, { _id: [1] }, { _id: { $a: 1 } }, { _id: new BSONRegExp("a") }]) expect(readNewDocument(Buffer.from(serialize(document)), NAMES)).toBeNull();
});

test("cut or altered bytes are refused wherever they are broken, also inside a field that nobody asks for", () => {
  const bytes = Buffer.from(serialize({ _id: "x", inner: { list: ["a", { b: 1 }] }, path: "/" }));
  for (let length = 0; length < bytes.length; length += 1) expect(() => readNewDocument(bytes.subarray(0, length), NAMES)).toThrow(/malformed/);
  const inner = bytes.indexOf("list\0") + 5;
  for (const size of [-1, 0, 4, 1_000, 2 ** 31 - 1]) {
    const altered = Buffer.from(bytes);
    altered.writeInt32LE(size, inner);
    expect(() => readNewDocument(altered, NAMES)).toThrow(/malformed/);
  }
  const unknownType = Buffer.from(bytes);
  unknownType[bytes.indexOf("path\0") - 1] = 0x44;
  expect(() => readNewDocument(unknownType, NAMES)).toThrow(/malformed/);
});

test("some fields of a stored document are what decoding all of it gives of them, in its order", () => {
  fc.assert(
    fc.property(fields, id, fc.subarray(["_id", "a", "at", "ab", "abc", "path", "none"]), (more, _id, names) => {
      const bytes = Buffer.from(serialize({ ...more, _id }));
      const some = readFields(bytes, names);
      const expected = Object.entries(decode(bytes)).filter(([name]) => names.includes(name));
      expect(Object.entries(some)).toEqual(expected);
      // To the byte: 1 and 1.0 are equal, yet not the same.
      expect(serialize(some)).toEqual(serialize(Object.fromEntries(expected)));
    }),
  );
});
