import fc from "fast-check";
import { expect, test } from "vitest";
import { axisTicks } from "../../../app/components/charts/axis-ticks.ts";

test("An axis has four equal steps, reaches what it must hold, and wastes little of its height", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (most) => {
      const ticks = axisTicks(most);
      expect(ticks).toHaveLength(5);
      expect(ticks.every((tick, index) => Number.isInteger(tick) && tick === index * (ticks[1] ?? 0))).toBe(true);
      expect(ticks[4]).toBeGreaterThanOrEqual(most);
      expect(ticks[4]).toBeLessThanOrEqual(Math.max(4, most * 2));
    }),
  );
});

test("Steps are round", () => {
  expect(axisTicks(8_700)).toEqual([0, 2_500, 5_000, 7_500, 10_000]);
  expect(axisTicks(34)).toEqual([0, 10, 20, 30, 40]);
  expect(axisTicks(9)).toEqual([0, 3, 6, 9, 12]);
  expect(axisTicks(0)).toEqual([0, 1, 2, 3, 4]);
});
