import fc from "fast-check";
import { expect, test } from "vitest";
import { computeCustomers } from "../../../server/insights/compute-customers.ts";
import { computeRetention } from "../../../server/insights/compute-retention.ts";
import { computeSubscriptions } from "../../../server/insights/compute-subscriptions.ts";

const STARTS = [10, 20, 30, 40];
const END = 50;
const bucket = (at: number) => (at < 10 ? -1 : Math.min(3, Math.floor(at / 10) - 1));

test("who came back, by the time of the first visit, is what counting sets says", () => {
  const session = fc.record({ visitor: fc.nat(5), at: fc.nat(49), passes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(session, { maxLength: 30 }), fc.subarray([0, 1, 2, 3, 4, 5]), (given, oldVisitors) => {
      const rows = [...given].sort((a, b) => a.visitor - b.visitor || a.at - b.at);
      // Visitors who were known before have no first session here.
      const isFirst = (row: number) => rows[row]?.visitor !== rows[row - 1]?.visitor && !oldVisitors.includes(rows[row]?.visitor ?? -1);
      const result = computeRetention({ rows: rows.length, visitor: rows.map(({ visitor }) => visitor), startedAt: rows.map(({ at }) => at), isFirst, mask: rows.map(({ passes }) => (passes ? 1 : 0)) }, STARTS, END);
      const expected = STARTS.map((_, cohort) => {
        const members = [0, 1, 2, 3, 4, 5].filter((visitor) => {
          const first = rows.find((row) => row.visitor === visitor);
          return first && !oldVisitors.includes(visitor) && first.passes && bucket(first.at) === cohort;
        });
        return { visitors: members.length, returned: STARTS.slice(cohort).map((_start, later) => members.filter((visitor) => rows.some((row) => row.visitor === visitor && bucket(row.at) === cohort + later)).length) };
      });
      expect(result).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("what customers paid by the month of their first touch, and by its channel, is what a sum over all says", () => {
  const payment = fc.record({ customer: fc.nat(4), paidAt: fc.integer({ min: 10, max: 49 }), netMinor: fc.nat(500), isRenewal: fc.boolean(), firstTouchAt: fc.option(fc.nat(49)), firstChannel: fc.constantFrom("Email", "Direct"), touches: fc.nat(12) });
  fc.assert(
    fc.property(fc.array(payment, { maxLength: 25 }), (given) => {
      const apart = new Set<string>();
      const payments = given
        .filter(({ customer, paidAt }) => !apart.has(`${customer} ${paidAt}`) && apart.add(`${customer} ${paidAt}`))
        .map((one) => ({ ...one, firstTouchAt: one.firstTouchAt === null ? null : Math.min(one.firstTouchAt, one.paidAt), firstChannel: one.firstTouchAt === null ? null : one.firstChannel }));
      const { cohorts, channels, hoursToPurchase, touches } = computeCustomers(sideBySide(payments), STARTS);
      const total = payments.reduce((sum, { netMinor }) => sum + netMinor, 0);
      expect(channels.reduce((sum, { netMinor }) => sum + netMinor, 0)).toBe(total);
      expect(channels.reduce((sum, { customers }) => sum + customers, 0)).toBe(new Set(payments.map(({ customer }) => customer)).size);
      const people = [0, 1, 2, 3, 4].map((customer) => payments.filter((one) => one.customer === customer));
      const firstTouch = (own: typeof payments) => Math.min(...own.map(({ firstTouchAt }) => firstTouchAt ?? Infinity));
      const expected = STARTS.map((_, month) => {
        const members = people.filter((own) => own.length > 0 && Number.isFinite(firstTouch(own)) && bucket(firstTouch(own)) === month);
        return { customers: members.length, netMinor: STARTS.slice(month).map((_start, later) => members.flat().filter(({ paidAt }) => Math.max(month, bucket(paidAt)) === month + later).reduce((sum, { netMinor }) => sum + netMinor, 0)) };
      });
      expect(cohorts).toEqual(expected);
      const bought = people.filter((own) => own.length > 0 && firstTouch(own) <= Math.min(...own.map((one) => one.paidAt)) && own.some(({ isRenewal, paidAt }) => !isRenewal && paidAt === Math.min(...own.map((one) => one.paidAt))));
      expect([hoursToPurchase, touches].map(({ counts }) => counts.reduce((sum, count) => sum + count, 0))).toEqual([bought.length, bought.length]);
      if (bought.length === 0) expect(touches.median).toBeNull();
    }),
    { numRuns: 300 },
  );
});

type Payment = { customer: number; paidAt: number; netMinor: number; isRenewal: boolean; firstTouchAt: number | null; firstChannel: string | null; touches: number };

function sideBySide(payments: Payment[]) {
  const channels = [null, "Email", "Direct"];
  return {
    customer: payments.map(({ customer }) => customer),
    paidAt: payments.map(({ paidAt }) => paidAt),
    netMinor: payments.map(({ netMinor }) => netMinor),
    isRenewal: payments.map(({ isRenewal }) => (isRenewal ? 1 : 0)),
    firstTouchAt: payments.map(({ firstTouchAt }) => firstTouchAt ?? NaN),
    firstChannel: payments.map(({ firstChannel }) => channels.indexOf(firstChannel)),
    touches: payments.map(({ touches }) => touches),
    customers: 5,
    channels,
  };
}

/** Looked for moment by moment: the last price told by then, before the first the first. */
function priceAt({ prices }: { prices: readonly { at: number; monthlyMinor: number }[] }, moment: number): number {
  let price = prices[0]?.monthlyMinor ?? 0;
  for (let at = 0; at <= moment; at += 1) for (const one of prices) if (one.at === at) price = one.monthlyMinor;
  return price;
}

test("a subscription that changes its plan counts each month at its price of then", () => {
  const spans = [{ customer: "a", channel: null, startedAt: 12, endedAt: null, prices: [{ at: 12, monthlyMinor: 1_000 }, { at: 25, monthlyMinor: 3_000 }] }];
  const [first, second] = computeSubscriptions(spans, [10, 20], 30).points;
  expect(first).toMatchObject({ mrrMinor: 1_000, newMinor: 1_000, changedMinor: 0 });
  expect(second).toMatchObject({ mrrMinor: 3_000, newMinor: 0, churnedMinor: 0, changedMinor: 2_000 });
});

test("recurring revenue: what there was, plus what came, less what went, plus what changed its price, is what there is", () => {
  const span = fc.record({ customer: fc.constantFrom("a", "b", "c"), channel: fc.constantFrom("Email", "Paid Search", null), startedAt: fc.nat(60), length: fc.option(fc.nat(30)), prices: fc.array(fc.record({ at: fc.nat(90), monthlyMinor: fc.nat(5_000) }), { minLength: 1, maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(span, { maxLength: 20 }), (given) => {
      const spans = given.map(({ length, prices, ...rest }) => ({ ...rest, prices: prices.sort((a, b) => a.at - b.at), endedAt: length === null ? null : rest.startedAt + length + 1 }));
      const { points, channels } = computeSubscriptions(spans, STARTS, END);
      let before = spans.filter(({ startedAt, endedAt }) => startedAt < 10 && (endedAt === null || endedAt >= 10)).reduce((sum, span) => sum + priceAt(span, 9), 0);
      points.forEach(({ mrrMinor, newMinor, churnedMinor, changedMinor, active, churnedCustomers }, index) => {
        expect(mrrMinor).toBe(before + newMinor - churnedMinor + changedMinor);
        before = mrrMinor;
        const [from, to] = [STARTS[index] as number, STARTS[index + 1] ?? END];
        const there = spans.filter(({ startedAt, endedAt }) => startedAt < to && (endedAt ?? Infinity) >= to);
        expect(mrrMinor).toBe(there.reduce((sum, span) => sum + priceAt(span, to - 1), 0));
        if (given.every(({ prices }) => prices.length === 1)) expect(changedMinor).toBe(0);
        expect(active).toBe(spans.filter(({ startedAt, endedAt }) => startedAt < to && (endedAt ?? Infinity) >= to).length);
        expect(churnedCustomers).toBe(["a", "b", "c"].filter((customer) => {
          const own = spans.filter((one) => one.customer === customer);
          const last = Math.max(...own.map(({ endedAt }) => endedAt ?? Infinity));
          return own.length > 0 && last >= from && last < to;
        }).length);
      });
      expect(channels.reduce((sum, { mrrMinor }) => sum + mrrMinor, 0)).toBe(points.at(-1)?.mrrMinor);
      expect(channels.reduce((sum, { newMinor }) => sum + newMinor, 0)).toBe(points.reduce((sum, { newMinor }) => sum + newMinor, 0));
    }),
    { numRuns: 300 },
  );
});
