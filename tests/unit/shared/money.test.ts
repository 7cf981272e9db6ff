import fc from "fast-check";
import { expect, test } from "vitest";
import { currencyExponent, splitMinorUnits, toMinorUnits } from "../../../server/shared/money.ts";

test("exponents are Stripe's, also where they differ from ISO's", () => {
  expect(["USD", "JPY", "KWD", "ISK", "UGX", "HUF"].map(currencyExponent)).toEqual([2, 0, 3, 2, 2, 2]);
});

test("major amounts become minor units without a lost cent", () => {
  expect([toMinorUnits(8.165, "KWD"), toMinorUnits(1.1, "USD"), toMinorUnits("19.99", "EUR"), toMinorUnits(500, "JPY")]).toEqual([8_165, 110, 1_999, 500]);
  for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e21, "1,5", "", 1.005]) expect(toMinorUnits(bad, "USD")).toBeNull();
  expect(toMinorUnits(1.5, "JPY")).toBeNull();
});

test("what rounding leaves goes to the largest remainders, the earlier first", () => {
  expect(splitMinorUnits(10, [1, 1, 1, 1])).toEqual([3, 3, 2, 2]);
  expect(splitMinorUnits(100, [0.5, 0.333, 0.167])).toEqual([50, 33, 17]);
  expect(splitMinorUnits(7, [0, 0])).toEqual([7, 0]);
  expect(splitMinorUnits(7, [])).toEqual([]);
  expect(splitMinorUnits(103, new Array<number>(100).fill(1)).slice(0, 4)).toEqual([2, 2, 2, 1]);
});

test("a split adds up exactly and gives nobody a whole unit more than their share", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }), (amount, weights) => {
      const parts = splitMinorUnits(amount, weights);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
      expect(parts.every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      if (total > 0) parts.forEach((part, index) => expect(Math.abs(part - (amount * (weights[index] as number)) / total)).toBeLessThanOrEqual(1));
      const beside = splitMinorUnits(amount, [7, ...weights, 7], new Float64Array(weights.length + 2), { start: 1, count: weights.length });
      expect([...beside]).toEqual([0, ...parts, 0]);
    }),
  );
});
