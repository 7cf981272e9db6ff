import { AsyncLocalStorage } from "node:async_hooks";
import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { ReportChange } from "../../../models/report-change.ts";
import { Session } from "../../../models/session.ts";
import { StripeEvent } from "../../../models/stripe-event.ts";
import { Website } from "../../../models/website.ts";
import { sessionsOfVisitor } from "../../../server/attribution/find-session.ts";
import { changePayment, insertPayment } from "../../../server/ledger/write-payment.ts";
import { processStripeEvent } from "../../../server/stripe-events/process-stripe-event.ts";
import { processStripeEvents } from "../../../server/stripe-events/process-stripe-events.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import { chargeRefunded, chargeSucceeded, checkoutCompleted, intentSucceeded } from "../../fixtures/stripe/events.ts";
import type { StripeEventJson } from "../../fixtures/stripe/events.ts";
import { startApp } from "../../factories/start-app.ts";
import { lookOnce, startProcessor } from "../../factories/other-server.ts";
import type { TestApp } from "../../factories/start-app.ts";

const PURCHASES = 40;

/** Buyers of all sorts: named by metadata, by e-mail, by nothing, and one customer who buys again and again. */
function burst(): StripeEventJson[] {
  return Array.from({ length: PURCHASES }, (_, n) => {
    const again = n % 4 === 3;
    const at = new Date(Math.floor(Date.now() / 1_000) * 1_000 + n * 60_000);
    const metadata: Record<string, string> = n % 4 === 0 || n === 3 ? { visitorId: `visitor-${n % 3}` } : {};
    const purchase = { n: `burst_${n}`, minor: 1_000 + n, customer: again ? "cus_again" : `cus_${n}`, ...(n % 4 === 1 ? { email: `buyer${n % 3}@example.com` } : {}) };
    return [checkoutCompleted({ ...purchase, metadata }, {}, { at }), intentSucceeded(purchase, {}, { at }), chargeSucceeded(purchase, {}, { at }), ...(n % 5 === 0 ? [chargeRefunded(purchase, 500, { at })] : [])];
  }).flat();
}

describe("a burst of events", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  /** A shop with three visitors whom their addresses name; by time is a guess from who is there at that moment. */
  async function openShop(): Promise<string> {
    const { websiteId } = await app.createShop();
    await Website.updateOne({ _id: websiteId }, { $set: { linkByTime: false } });
    for (const n of [0, 1, 2]) {
      await app.post("/api/track", { websiteId, visitorId: `visitor-${n}`, sessionId: `s-visitor-${n}`, type: "pageview", url: `https://shop.example.com/?utm_campaign=c${n}` });
      await app.post("/api/identify", { site: websiteId, visitorId: `visitor-${n}`, sessionId: `s-visitor-${n}`, email: `buyer${n}@example.com` });
    }
    return websiteId;
  }

  /** Stored and acknowledged; nobody has them in a queue. */
  async function store(websiteId: string, events: StripeEventJson[]): Promise<string[]> {
    for (const event of events) await app.store(event, { websiteId });
    return events.map(({ id }) => id);
  }

  /** For it, it is a minute later: everything is due. */
  const later = () => ({ serverId: app.services.serverId, now: () => new Date(Date.now() + 60_000) });

  async function outcome(websiteId: string) {
    expect(await StripeEvent.countDocuments({ websiteId, status: { $ne: "processed" } })).toBe(0);
    const payments = await Payment.find({ websiteId }).sort({ key: 1 }).lean<PaymentRecord[]>();
    return payments.map(({ key, status, amountMinor, refundedMinor, customerId, link, touches }) => ({ key, status, amountMinor, refundedMinor, customerId, method: link.method, visitorId: link.visitorId, follows: link.follows?.by, campaigns: touches.map(({ campaign }) => campaign) }));
  }

  test("comes to the same as its events one by one, also when three servers do it at once", async () => {
    const [orderly, hasty] = [await openShop(), await openShop()];
    const events = burst();
    for (const eventId of await store(orderly, events)) await processStripeEvent({ websiteId: orderly, eventId }, new Date());
    const ids = await store(hasty, events);
    const turned = (by: number) => [...ids.slice(by), ...ids.slice(0, by)];
    await Promise.all([0, 40, 90].map((by) => processStripeEvents(hasty, turned(by), new Date())));
    const expected = await outcome(orderly);
    expect(await outcome(hasty)).toEqual(expected);
    expect(expected).toHaveLength(PURCHASES);
    expect(expected.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(PURCHASES * 1_000 + (PURCHASES * (PURCHASES - 1)) / 2);
    expect(expected.filter(({ follows }) => follows === "customer")).toHaveLength(PURCHASES / 4 - 1);
    expect(new Set(expected.map(({ method }) => method))).toEqual(new Set(["metadata", "email", "customer", "none"]));
  }, 120_000);

  test("asks the database a few times for all, not for each", async () => {
    const websiteId = await openShop();
    const ids = await store(websiteId, burst().filter(({ data }) => (data.object as { customer?: string }).customer !== "cus_again"));
    // Not what the server does beside it, which is the more the longer it takes.
    const own = new AsyncLocalStorage<true>();
    let calls = 0;
    mongoose.set("debug", () => own.getStore() && (calls += 1));
    try {
      await own.run(true, () => processStripeEvents(websiteId, ids, new Date()));
    } finally {
      mongoose.set("debug", false);
    }
    expect(ids.length).toBeGreaterThan(90);
    expect(calls).toBeGreaterThan(10);
    expect(calls).toBeLessThan(ids.length);
    expect(await Payment.countDocuments({ websiteId, status: { $in: ["succeeded", "partially_refunded"] } })).toBe((PURCHASES * 3) / 4);
  });

  test("gives way to deliveries, but never stands still for them", async () => {
    const websiteId = await openShop();
    await store(websiteId, burst().slice(0, 60));
    let looks = 0;
    const receiving = () => (looks += 1) > 0;
    const processor = startProcessor(app, { ...later(), receiving });
    await processor.sweep();
    await processor.idle();
    await processor.stop();
    expect(looks).toBeGreaterThan(50);
    expect(await outcome(websiteId)).not.toHaveLength(0);
  });

  test("beyond what the queue holds of a website, stored events are left to the sweep, and others go on", async () => {
    const [websiteId, other] = [await openShop(), await openShop()];
    const eventIds = await store(websiteId, burst().slice(0, 10));
    const processor = startProcessor(app, later());
    for (let n = 0; n < 30_000; n += 1) processor.schedule({ websiteId, eventId: `evt_${n}` });
    const held = processor.depth();
    expect(held).toBeLessThan(20_250);
    for (const eventId of eventIds) processor.schedule({ websiteId, eventId });
    expect(processor.depth()).toBe(held);
    processor.schedule({ websiteId: other, eventId: "evt_other" });
    expect(processor.depth()).toBe(held + 1);
    await processor.stop();
    expect(await StripeEvent.countDocuments({ websiteId, status: "pending" })).toBe(10);
    await lookOnce(app, later());
    expect(await outcome(websiteId)).not.toHaveLength(0);
  });

  test("writes that go together keep each payment's guard: who saw an older one reads again, and the reports hear of it", async () => {
    const websiteId = await openShop();
    await processStripeEvents(websiteId, await store(websiteId, burst().slice(0, 12)), new Date());
    const [first, second, third] = (await Payment.find({ websiteId }).sort({ key: 1 }).lean<PaymentRecord[]>()) as [PaymentRecord, PaymentRecord, PaymentRecord];
    expect(await insertPayment({ ...first, paymentId: "pay_other" })).toBe(false);
    const changesOf = async () => (await ReportChange.findOne({ websiteId, day: "all" }).lean<{ changes: number }>())?.changes ?? 0;
    const before = await changesOf();
    expect(await changePayment(second, { amountMinor: 7 })).toBe(true);
    expect(await changesOf()).toBeGreaterThan(before);
    const answers = await Promise.all([changePayment(first, { amountMinor: 5 }), changePayment(second, { amountMinor: 9 }), changePayment(third, { key: first.key })]);
    expect(answers).toEqual([false, false, false]);
    const stored = await Payment.find({ websiteId }).sort({ paymentId: 1 }).lean<PaymentRecord[]>();
    const amountOf = ({ paymentId }: PaymentRecord) => stored.find((payment) => payment.paymentId === paymentId)?.amountMinor;
    expect([first, second, third].map(amountOf)).toEqual([5, 7, third.amountMinor]);
    const fresh = (await Payment.findOne({ websiteId, paymentId: second.paymentId }).lean<PaymentRecord>()) as PaymentRecord;
    expect(await Promise.all([changePayment(fresh, { amountMinor: 9 }), changePayment(third, { amountMinor: 11 })])).toEqual([true, true]);
  });

  test("visitors with very many sessions are read whole, as are those who are asked about beside them", async () => {
    const websiteId = await openShop();
    const [known] = await Session.find({ websiteId, visitorId: "visitor-0" }).lean();
    const sessions = ["often", "oftener"].flatMap((visitorId) => Array.from({ length: 600 }, (_, n) => ({ ...known, _id: new mongoose.Types.ObjectId(), visitorId, sessionId: `${visitorId}-${n}`, clientSessionId: `${visitorId}-${n}`, startedAt: new Date(n * 1_000) })));
    await Session.collection.insertMany(sessions);
    const found = await Promise.all(["often", "visitor-1", "oftener", "nobody", "often"].map((visitorId) => sessionsOfVisitor(websiteId, visitorId)));
    expect(found.map(({ length }) => length)).toEqual([600, 1, 600, 0, 600]);
    expect(found[2]?.at(-1)).toMatchObject({ sessionId: "oftener-599", visitorId: "oftener" });
  });
});
