import fc from "fast-check";
import { expect, test } from "vitest";
import { SINGLE_DIMENSIONS } from "../../../server/read-model/dimensions.ts";
import { replaceVisits } from "../../../server/read-model/replace-visits.ts";
import { toVisitsSegment } from "../../../server/read-model/visits-segment.ts";

const code = fc.nat({ max: 400 });
const step = fc.record({ code, after: fc.nat({ max: 100_000 }) });
const row = fc.record({
  // Few of each, so that starts and visitors meet.
  startedAt: fc.nat({ max: 30 }),
  visitor: fc.nat({ max: 12 }),
  durationMs: fc.nat({ max: 70_000 }),
  pageViews: fc.nat({ max: 300 }),
  goalCount: fc.nat({ max: 3 }),
  dimensions: fc.array(code, { minLength: SINGLE_DIMENSIONS.length, maxLength: SINGLE_DIMENSIONS.length }),
  pages: fc.array(step, { maxLength: 4 }),
  goals: fc.array(fc.tuple(step, fc.constantFrom(NaN, 5, 9.5), fc.constantFrom<0 | 1>(0, 1)).map(([own, value, toCheckout]) => ({ ...own, value, toCheckout })), { maxLength: 3 }),
});
/** A visitor has one session that began at a moment. */
const rows = fc.uniqueArray(row, { selector: ({ startedAt, visitor }) => `${startedAt} ${visitor}`, maxLength: 30 });

test("a segment whose visitors were replaced is the segment of all rows", async () => {
  await fc.assert(
    fc.asyncProperty(rows, rows, async (before, now) => {
      const replaced = new Set(now.map(({ visitor }) => visitor));
      const expected = await toVisitsSegment([...before.filter(({ visitor }) => !replaced.has(visitor)), ...now]);
      expect(await replaceVisits(await toVisitsSegment(before), replaced, now)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});
