import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Payment } from "../../../models/payment.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import { Session } from "../../../models/session.ts";
import type { SessionRecord } from "../../../models/session.ts";
import { TrackedEvent } from "../../../models/tracked-event.ts";
import { Visitor } from "../../../models/visitor.ts";
import { Website } from "../../../models/website.ts";
import type { WebsiteRecord } from "../../../models/website.ts";
import { ATTRIBUTION_MODELS } from "../../../server/attribution/models.ts";
import { getFunnel } from "../../../server/insights/get-funnel.ts";
import { parseFunnelSteps } from "../../../server/insights/funnel-steps.ts";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { correctLink } from "../../../server/payments/correct-link.ts";
import { recordCheckouts } from "../../../server/payments/record-checkout.ts";
import { recordApiPayment } from "../../../server/payments/record-api-payment.ts";
import { DIMENSIONS } from "../../../server/read-model/dimensions.ts";
import { markChanged } from "../../../server/read-model/mark-changed.ts";
import { forgetColumns } from "../../../server/read-model/website-state.ts";
import { getBreakdown } from "../../../server/reports/get-breakdown.ts";
import { getOverview } from "../../../server/reports/get-overview.ts";
import { getTimeseries } from "../../../server/reports/get-timeseries.ts";
import { INTERVALS, METRICS } from "../../../server/reports/metrics.ts";
import { parseFilters } from "../../../server/reports/parse-filters.ts";
import { parsePeriod } from "../../../server/reports/parse-period.ts";
import { createWebsite } from "../../../server/websites/create-website.ts";
import { naiveFunnel } from "../../reference/naive-funnel.ts";
import { naiveBreakdown, naiveOverview, naiveTimeseries } from "../../reference/naive-reports.ts";
import { playHit } from "../../factories/play-hit.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

let database: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => void (database = await startTestDatabase()));
afterAll(() => database.stop());

const HOUR = 3_600_000;
/** Around the night when clocks go back (America/New_York) and not far from Berlin's, so that days of 23 and 25 hours are in it. */
const START = Date.parse("2025-10-24T00:00:00Z");
const HOURS = 12 * 24;
const TIMEZONES = ["America/New_York", "Europe/Berlin", "Asia/Kathmandu", "UTC"];

const visit = fc.record({
  kind: fc.constant("visit" as const),
  visitor: fc.integer({ min: 0, max: 5 }),
  at: fc.integer({ min: 0, max: HOURS * 60 }),
  campaign: fc.constantFrom("", "spring", "Brand (a+b)"),
  host: fc.constantFrom("shop.example.com", "www.shop.example.com"),
  pages: fc.array(fc.constantFrom("/", "/pricing", "/a.b", "/checkout/1"), { minLength: 1, maxLength: 3 }),
  goal: fc.constantFrom(null, "signup", "scroll", "outbound_link"),
  leavesFor: fc.constantFrom("buy.stripe.com/link", "elsewhere.example.com/", null),
  country: fc.constantFrom("DE", "US", null),
});
const pay = fc.record({
  kind: fc.constant("pay" as const),
  key: fc.integer({ min: 0, max: 6 }),
  visitor: fc.constantFrom(null, 0, 1, 2, 3),
  at: fc.integer({ min: 0, max: HOURS * 60 }),
  amountMinor: fc.constantFrom(0, 1, 999, 10_001),
  currency: fc.constantFrom("USD", "USD", "EUR"),
  refunded: fc.boolean(),
  renewal: fc.boolean(),
});
const relink = fc.record({ kind: fc.constant("relink" as const), key: fc.integer({ min: 0, max: 6 }), visitor: fc.integer({ min: 0, max: 5 }) });
const erase = fc.record({ kind: fc.constant("erase" as const), visitor: fc.integer({ min: 0, max: 5 }) });
const checkout = fc.record({ kind: fc.constant("checkout" as const), visitor: fc.constantFrom(null, 0, 1, 2, 3), at: fc.integer({ min: 0, max: HOURS * 60 }), livemode: fc.boolean() });
const look = fc.constant({ kind: "look" as const });
const act = fc.oneof({ arbitrary: visit, weight: 6 }, { arbitrary: pay, weight: 4 }, { arbitrary: checkout, weight: 1 }, { arbitrary: relink, weight: 1 }, { arbitrary: erase, weight: 1 }, { arbitrary: look, weight: 4 });

const filter = fc.oneof(
  fc.record({ name: fc.constantFrom("campaign", "not_campaign", "contains_campaign"), value: fc.constantFrom("spring", "", "a+b", "(", "nobody") }),
  fc.record({ name: fc.constantFrom("page", "not_page", "contains_page"), value: fc.constantFrom("/pricing", "/a.b", ".", "") }),
  fc.record({ name: fc.constantFrom("goal", "not_goal"), value: fc.constantFrom("signup", "") }),
  fc.record({ name: fc.constantFrom("visitor_type", "hostname", "not_country", "exit_page"), value: fc.constantFrom("new", "returning", "shop.example.com", "DE", "/") }),
);
const question = fc.record({
  from: fc.integer({ min: 0, max: 11 }),
  days: fc.integer({ min: 1, max: 12 }),
  shiftMinutes: fc.constantFrom(0, 0, 37),
  filters: fc.array(filter, { maxLength: 3 }),
  dimension: fc.constantFrom(...DIMENSIONS),
  model: fc.constantFrom(...ATTRIBUTION_MODELS),
  windowDays: fc.constantFrom(null, 1, 7),
  interval: fc.constantFrom(...INTERVALS),
  limit: fc.integer({ min: 1, max: 5 }),
  steps: fc.array(fc.constantFrom("page:/", "page:/pricing", "goal:signup", "goal:outbound_link", "checkout", "paid"), { minLength: 2, maxLength: 4 }),
});

type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

async function play(website: WebsiteRecord, acts: Act[], look: () => Promise<void>): Promise<void> {
  const websiteId = website._id;
  const recorder = createHitRecorder();
  const now = new Date(START + HOURS * HOUR);
  for (const [index, one] of acts.entries()) {
    if (one.kind === "look") await look();
    // No two things happen at one moment: a funnel could take them in either order.
    const moment = (minute: number) => START + minute * 60_000 + index * 10;
    if (one.kind === "visit") {
      const at = moment(one.at);
      const hit = { websiteId, visitorId: `visitor-${one.visitor}`, clientSessionId: `session-${index}`, hostname: one.host, campaign: one.campaign, country: one.country };
      for (const [page, path] of one.pages.entries()) await recorder.record([playHit({ ...hit, path, at: new Date(at + page * 25 * 60_000) })]);
      if (one.goal) await recorder.record([{ ...playHit({ ...hit, path: "/", at: new Date(at + 60_000), goal: one.goal }), params: one.leavesFor && { url: one.leavesFor } }]);
    }
    if (one.kind === "pay") {
      const input = { provider: "custom", providerPaymentId: `order-${one.key}`, amountMinor: one.amountMinor, currency: one.currency, customerEmail: null, customerId: null, visitorId: one.visitor === null ? null : `visitor-${one.visitor}`, sessionId: null, timestamp: new Date(moment(one.at)), refunded: one.refunded, renewal: one.renewal };
      await recordApiPayment({ websiteId, input, now });
    }
    if (one.kind === "checkout") {
      const startedAt = new Date(moment(one.at));
      await recordCheckouts(websiteId, [{ provider: "stripe", livemode: one.livemode, checkoutId: `cs_${index}`, state: "expired", startedAt, endedAt: startedAt, visitorId: one.visitor === null ? null : `visitor-${one.visitor}`, sessionId: null, amountMinor: null, currency: null }]);
    }
    if (one.kind === "relink") {
      const payment = await Payment.findOne({ websiteId, key: `order-${one.key}` }).lean<PaymentRecord>();
      if (payment && (await Visitor.exists({ websiteId, visitorId: `visitor-${one.visitor}` }))) await correctLink({ websiteId, paymentId: payment.paymentId, visitorId: `visitor-${one.visitor}`, userId: "usr_test", now: new Date(now.getTime() + index) });
    }
    if (one.kind === "erase") {
      const who = { websiteId, visitorId: `visitor-${one.visitor}` };
      const [sessions, payments] = await Promise.all([Session.find(who).lean<SessionRecord[]>(), Payment.find({ websiteId, "link.visitorId": who.visitorId }).lean<PaymentRecord[]>()]);
      for (const model of [Session, TrackedEvent, Visitor]) await (model as typeof Session).deleteMany(who);
      await markChanged({ websiteId, visits: sessions.map(({ startedAt }) => ({ startedAt, seenAt: new Date(0) })), payments: payments.map(({ paidAt }) => ({ at: paidAt, writtenAt: new Date(0) })) });
    }
  }
  await recorder.stop();
}

describe("the read model", () => {
  test("answers every question as the records do, whatever happened, in whichever order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), fc.array(question, { minLength: 3, maxLength: 5 }), fc.constantFrom(...TIMEZONES), async (acts, questions, timezone) => {
        const website = await createWebsite({ teamId: "team_test", input: { name: "Shop", domain: "shop.example.com", timezone, currency: "USD" }, now: new Date() });
        const ask = async (): Promise<void> => {
          for (const asked of questions) await compare(website, asked);
        };
        await play(website, acts, ask);
        await ask();
        // A server that just started reads the sealed columns.
        forgetColumns(website._id);
        await ask();
        // Another time zone is another cut of the same records.
        await Website.updateOne({ _id: website._id }, { $set: { timezone: "Pacific/Auckland" } });
        await compare({ ...website, timezone: "Pacific/Auckland" }, questions[0] as (typeof questions)[number]);
      }),
      { numRuns: 16 },
    );
  }, 240_000);

  test("shows what has just happened on the next question, in the figures and on its page", async () => {
    const website = await createWebsite({ teamId: "team_test", input: { name: "Shop", domain: "shop.example.com", timezone: "Europe/Berlin", currency: "USD" }, now: new Date() });
    const recorder = createHitRecorder();
    const period = parsePeriod({ timezone: website.timezone, now: new Date() });
    const ask = async () => {
      const [{ visitors, pageviews, payments, revenue }, { rows }] = await Promise.all([getOverview({ website, period, filters: [] }), getBreakdown({ website, period, filters: [], dimension: "page", model: "last_touch", limit: 10 })]);
      return { visitors, pageviews, payments, net: revenue.netMinor, pages: rows.map(({ value, sessions }) => `${value} ${sessions}`).sort() };
    };
    const hit = (visitorId: string, path: string) => recorder.record([playHit({ websiteId: website._id, visitorId, clientSessionId: `session-of-${visitorId}`, path, at: new Date() })]);
    expect(await ask()).toEqual({ visitors: 0, pageviews: 0, payments: 0, net: 0, pages: [] });
    await hit("visitor-1", "/");
    // Between two looks a session of before goes on, another begins, and someone pays.
    const seen = [await ask()];
    await hit("visitor-1", "/pricing");
    await hit("visitor-2", "/");
    await soon(async () => expect((await ask()).pageviews).toBe(3));
    await recordApiPayment({ websiteId: website._id, input: { provider: "custom", providerPaymentId: "order-1", amountMinor: 500, currency: "USD", customerEmail: null, customerId: null, visitorId: "visitor-1", sessionId: null, timestamp: new Date(), refunded: false, renewal: false }, now: new Date() });
    await soon(async () => expect((await ask()).payments).toBe(1));
    seen.push(await ask());
    await recorder.stop();
    expect(seen).toEqual([
      { visitors: 1, pageviews: 1, payments: 0, net: 0, pages: ["/ 1"] },
      { visitors: 2, pageviews: 3, payments: 1, net: 500, pages: ["/ 2", "/pricing 1"] },
    ]);
  });
});

/** Within the two seconds that the reports may be behind. */
async function soon(check: () => Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 2_000, interval: 50 });
}

async function compare(website: WebsiteRecord, asked: typeof question extends fc.Arbitrary<infer One> ? One : never): Promise<void> {
  const from = new Date(START + asked.from * 24 * HOUR + asked.shiftMinutes * 60_000);
  const to = new Date(from.getTime() + asked.days * 24 * HOUR);
  const filters = parseFilters(Object.fromEntries(asked.filters.map(({ name, value }) => [name, value])));
  const { dimension, model, windowDays, limit, interval } = asked;
  const naive = { website, from, to, filters };
  const own = { website, period: { from, to }, filters };
  expect(await getOverview(own)).toEqual(await naiveOverview(naive));
  expect(await getBreakdown({ ...own, dimension, model, windowDays, limit })).toEqual(await naiveBreakdown({ ...naive, dimension, model, windowDays, limit }));
  const funnel = await getFunnel({ ...own, steps: parseFunnelSteps(asked.steps), windowDays: windowDays ?? 30 });
  expect(funnel.steps.map(({ visitors, netMinor }) => ({ visitors, netMinor }))).toEqual(await naiveFunnel({ ...naive, steps: asked.steps, windowDays: windowDays ?? 30 }));
  expect((await getTimeseries({ ...own, interval, metrics: METRICS })).points).toEqual(await naiveTimeseries({ ...naive, interval }));
}
