import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Touch } from "../../../models/touch.ts";
import { ATTRIBUTION_MODELS, creditShares } from "../../../server/attribution/models.ts";
import { computeBreakdown } from "../../../server/reports/compute-breakdown.ts";
import { computeOverview } from "../../../server/reports/compute-overview.ts";
import { computeTimeseries } from "../../../server/reports/compute-timeseries.ts";
import type { ReportData, ReportPayment, ReportSession } from "../../../server/reports/load-report-data.ts";
import { parsePeriod } from "../../../server/reports/parse-period.ts";

const start = Date.UTC(2026, 2, 20);
const HOUR = 3_600_000;

function touch(sessionId: string, at: number, campaign: string | null): Touch {
  return { sessionId, at: new Date(at), channel: campaign ? "Email" : "Direct", source: null, medium: null, campaign, keyword: null, content: null, referrer: null, clickId: null, landingPath: "/", country: null, region: null, city: null, device: null, browser: null, os: null };
}

const arbitraryData = fc
  .record({
    sessions: fc.array(fc.record({ visitor: fc.integer({ min: 0, max: 8 }), hour: fc.integer({ min: 0, max: 400 }), campaign: fc.constantFrom("a", "b", "c", null), pageViews: fc.integer({ min: 0, max: 4 }) }), { maxLength: 30 }),
    payments: fc.array(fc.record({ hour: fc.integer({ min: 0, max: 400 }), amount: fc.integer({ min: 0, max: 9_999 }), refund: fc.double({ min: 0, max: 1, noNaN: true }), lost: fc.boolean(), touches: fc.array(fc.constantFrom("a", "b", "c", null), { maxLength: 5 }), other: fc.boolean() }), { maxLength: 20 }),
  })
  .map(({ sessions, payments }): ReportData => ({
    currency: "USD",
    timezone: "Europe/Berlin",
    period: { from: new Date(start), to: new Date(start + 401 * HOUR) },
    sessions: sessions.map(({ visitor, hour, campaign, pageViews }, index): ReportSession => ({ sessionId: `s${index}`, visitorId: `v${visitor}`, startedAt: new Date(start + hour * HOUR), lastSeenAt: new Date(start + hour * HOUR), pageViews, goals: 0, hostname: "", touch: touch(`s${index}`, start + hour * HOUR, campaign) })),
    payments: payments.map(({ hour, amount, refund, lost, touches, other }, index): ReportPayment => {
      const refundedMinor = Math.floor(amount * refund);
      const frozen = touches.map((campaign, position) => touch(`p${index}-${position}`, start + (hour + position) * HOUR, campaign));
      return { paymentId: `p${index}`, status: "succeeded", kind: "one_time", amountMinor: amount, refundedMinor, disputeLostMinor: lost ? amount - refundedMinor : 0, currency: other ? "EUR" : "USD", customerEmail: null, customerId: null, refunds: [], paidAt: new Date(start + hour * HOUR), link: { method: "metadata", confidence: "certain", visitorId: frozen.length > 0 ? "v1" : null, sessionId: frozen.at(-1)?.sessionId ?? null, evidence: [], linkedAt: null, follows: null }, touches: frozen };
    }),
  }));

test("under every model the rows, the rest and what is not linked add up to the overview, to the last unit", () => {
  fc.assert(
    fc.property(arbitraryData, fc.constantFrom(...ATTRIBUTION_MODELS), fc.constantFrom("campaign" as const, "channel" as const), fc.integer({ min: 1, max: 4 }), (data, model, dimension, limit) => {
      const { revenue, payments, sessions } = computeOverview(data, 0);
      const { rows, other, unattributed } = computeBreakdown(data, dimension, model, limit);
      const parts = [...rows, ...(other ? [other] : [])];
      for (const field of ["grossMinor", "refundedMinor", "netMinor"] as const) expect(parts.reduce((sum, part) => sum + part[field], 0) + unattributed[field]).toBe(revenue[field]);
      expect(parts.reduce((sum, part) => sum + part.sessions, 0)).toBe(sessions);
      const counted = parts.reduce((sum, part) => sum + part.payments, 0) + unattributed.payments;
      if (model === "last_touch" || model === "first_touch") expect(counted).toBe(payments);
      else expect(counted).toBeCloseTo(payments, 3);
    }),
  );
});

test("the points of a time series add up to the overview in every interval", () => {
  fc.assert(
    fc.property(arbitraryData, fc.constantFrom("hour" as const, "day" as const, "week" as const, "month" as const), (data, interval) => {
      const overview = computeOverview(data, 0);
      const points = computeTimeseries(data, interval, ["sessions", "pageviews", "grossMinor", "refundedMinor", "netMinor", "payments"]);
      const sum = (read: (point: (typeof points)[number]) => number | undefined) => points.reduce((total, point) => total + (read(point) ?? 0), 0);
      expect([sum(({ sessions }) => sessions), sum(({ pageviews }) => pageviews), sum(({ netMinor }) => netMinor), sum(({ payments }) => payments)]).toEqual([overview.sessions, overview.pageviews, overview.revenue.netMinor, overview.payments]);
    }),
    { numRuns: 60 },
  );
});

describe("days of the website's timezone", () => {
  const period = (from: string, to: string, timezone: string) => parsePeriod({ from, to, timezone, now: new Date() });
  test("a day is 23 hours long when clocks go forward, 25 when they go back", () => {
    const spring = period("2026-03-29", "2026-03-29", "Europe/Berlin");
    expect([spring.from.toISOString(), spring.to.toISOString()]).toEqual(["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"]);
    const autumn = period("2026-11-01", "2026-11-01", "America/New_York");
    expect(autumn.to.getTime() - autumn.from.getTime()).toBe(25 * HOUR);
  });
  test("what is no date is refused by its name", () => {
    for (const [from, to, name] of [["2026-02-30", "2026-03-01", "from"], ["2026-01-01", "tomorrow", "to"], ["2026-01-02", "2026-01-01", "from"]] as const) expect(() => period(from, to, "UTC")).toThrow(new RegExp(`^${name} must`));
  });
});

test("shares: 40/20/40 by position, half as much a week earlier by decay", () => {
  const week = 7 * 24 * HOUR;
  const touches = [0, 1, 2].map((n) => ({ at: new Date(start + n * week) }));
  expect(creditShares(touches, "position_based").map((share) => Math.round(share * 100))).toEqual([40, 20, 40]);
  expect(creditShares(touches, "time_decay").map((share) => share.toFixed(4))).toEqual(["0.1429", "0.2857", "0.5714"]);
  expect(creditShares([], "linear")).toEqual([]);
});
