import fc from "fast-check";
import { expect, test } from "vitest";
import { SESSION_DIMENSIONS, TOUCH_DIMENSIONS } from "../../../server/read-model/dimensions.ts";
import { toPaymentsSegment } from "../../../server/read-model/payments-segment.ts";
import { replacePayments } from "../../../server/read-model/replace-payments.ts";

const code = fc.nat({ max: 400 });
const codes = (names: readonly string[]) => fc.array(code, { minLength: names.length, maxLength: names.length });
const steps = fc.array(fc.record({ code, after: fc.nat({ max: 100_000 }) }), { maxLength: 4 });
const row = fc
  .record({
    id: fc.nat({ max: 25 }),
    // Few, so that several are paid at once.
    paidAt: fc.nat({ max: 10 }),
    amount: fc.nat(),
    refunded: fc.nat(),
    lost: fc.nat(),
    kind: fc.nat({ max: 2 }),
    live: fc.nat({ max: 1 }),
    currency: fc.nat({ max: 3 }),
    customer: code,
    payingVisitor: code,
    payer: fc.nat({ max: 70_000 }),
    session: codes(SESSION_DIMENSIONS),
    pages: steps,
    goals: steps,
    touches: fc.array(fc.record({ at: fc.nat(), codes: codes(TOUCH_DIMENSIONS) }), { maxLength: 3 }),
    linked: fc.nat({ max: 3 }),
  })
  .map(({ id, ...more }) => ({ ...more, recordId: `record ${id}`, paymentId: `pay_${(id * 7) % 26}` }));
const rows = fc.uniqueArray(row, { selector: ({ recordId }) => recordId, maxLength: 25 });
const refunds = fc.array(fc.record({ at: fc.nat(), amount: fc.nat(), currency: fc.nat({ max: 3 }), live: fc.nat({ max: 1 }) }), { maxLength: 3 });

test("a segment whose payments were replaced is the segment of all rows", async () => {
  await fc.assert(
    fc.asyncProperty(rows, rows, fc.array(fc.nat({ max: 25 })), refunds, async (before, now, left, refunded) => {
      // Those that left the day are replaced by nothing.
      const replaced = new Set([...now.map(({ recordId }) => recordId), ...left.map((id) => `record ${id}`)]);
      const known = await toPaymentsSegment(before, []);
      const expected = await toPaymentsSegment([...before.filter(({ recordId }) => !replaced.has(recordId)), ...now], refunded);
      expect(await replacePayments(known.segment, known.ids, replaced, now, refunded)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});
