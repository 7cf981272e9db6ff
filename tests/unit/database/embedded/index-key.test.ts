import { Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId } from "bson";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareBson } from "../../../../server/database/embedded/bson-order.ts";
import { encodeKey, encodeValue } from "../../../../server/database/embedded/index-key.ts";

const number = fc.oneof(
  fc.double().map((value) => new Double(value)),
  fc.integer().map((value) => new Int32(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 62n + 1n).map((value) => Long.fromBigInt(value)),
  fc.tuple(fc.integer(), fc.integer({ min: -12, max: 12 })).map(([digits, exponent]) => Decimal128.fromString(`${digits}E${exponent}`)),
);
const leaf = fc.oneof(
  number,
  fc.string({ unit: "binary" }),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => new Binary(bytes)),
  fc.constantFrom(new ObjectId("000000000000000000000001"), new ObjectId("ffffffffffffffffffffffff"), new MinKey(), new MaxKey()),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 2 }, leaf, fc.array(tie("value"), { maxLength: 3 }), fc.dictionary(fc.constantFrom("a", "b", "ab", "\u0000"), tie("value"), { maxKeys: 3 })),
}));

test("bytes sort as BSON does, for every pair of values", () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(Math.sign(Buffer.compare(encodeValue(a), encodeValue(b))) || 0).toBe(Math.sign(compareBson(a, b)) || 0);
    }),
    { numRuns: 4_000 },
  );
});

test("compound keys sort field by field, each in its direction", () => {
  fc.assert(
    fc.property(fc.tuple(leaf, leaf), fc.tuple(leaf, leaf), fc.constantFrom([1, 1], [1, -1], [-1, 1]), (a, b, directions) => {
      const expected = compareBson(a[0], b[0]) * (directions[0] as number) || compareBson(a[1], b[1]) * (directions[1] as number);
      expect(Math.sign(Buffer.compare(encodeKey(a, directions).bytes, encodeKey(b, directions).bytes))).toBe(Math.sign(expected) || 0);
    }),
    { numRuns: 2_000 },
  );
});
