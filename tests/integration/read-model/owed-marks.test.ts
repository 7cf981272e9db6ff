import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { Payment } from "../../../models/payment.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import { ReportChange } from "../../../models/report-change.ts";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { markUnmarkedPayments } from "../../../server/ledger/mark-unmarked-payments.ts";
import { changePayment, removePayment } from "../../../server/ledger/write-payment.ts";
import { recordApiPayment } from "../../../server/payments/record-api-payment.ts";
import { loadFrames } from "../../../server/read-model/load-frame.ts";
import { settleMarks } from "../../../server/read-model/mark-changed.ts";
import { createWebsite } from "../../../server/websites/create-website.ts";
import { playHit } from "../../factories/play-hit.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

let database: Awaited<ReturnType<typeof startTestDatabase>>;
const recorder = createHitRecorder();
beforeAll(async () => void (database = await startTestDatabase()));
afterAll(async () => {
  await recorder.stop();
  await database.stop();
});
afterEach(() => vi.restoreAllMocks());

const WEEK = { from: new Date(Date.now() - 7 * 86_400_000), to: new Date(Date.now() + 86_400_000) };

async function startShop() {
  const website = await createWebsite({ teamId: "team_test", input: { name: "Shop", domain: "shop.example.com", timezone: "UTC", currency: "USD" }, now: new Date() });
  const visit = (visitor: number, at = new Date()) => recorder.record([playHit({ websiteId: website._id, visitorId: `visitor-${visitor}`, clientSessionId: `session-${visitor}`, at, path: "/" })]);
  const count = async () => {
    const { visits, payments } = await loadFrames(website, WEEK);
    return { visits: visits.rows, payments: payments.rows };
  };
  const pay = (order: number, timestamp = new Date()) =>
    recordApiPayment({ websiteId: website._id, now: new Date(), input: { provider: "custom", providerPaymentId: `order-${order}`, amountMinor: 4_900, currency: "USD", customerEmail: null, customerId: null, visitorId: "visitor-1", sessionId: null, timestamp, refunded: false, renewal: false } });
  return { websiteId: website._id, visit, pay, count };
}

/** Two visits of two days ago, the second written while the reports cannot be told. */
async function startWithUntoldVisit() {
  const { visit, count } = await startShop();
  const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
  await visit(1, twoDaysAgo);
  expect(await count()).toEqual({ visits: 1, payments: 0 });
  vi.spyOn(ReportChange.collection, "bulkWrite").mockRejectedValue(new Error("the database is away"));
  await expect(visit(2, twoDaysAgo)).rejects.toThrow("away");
  return { count };
}

/** As when a server dies between a write and telling of it: nobody is left who owes it. */
function loseMarks() {
  vi.spyOn(ReportChange.collection, "bulkWrite").mockImplementation(async () => ({}) as never);
}

test("a visit that was written while its day could not be told is in the reports soon, whatever else comes", async () => {
  const { count } = await startWithUntoldVisit();
  expect(await count(), "it is not told yet").toEqual({ visits: 1, payments: 0 });
  vi.restoreAllMocks();
  await expect.poll(count, { timeout: 20_000, interval: 200 }).toEqual({ visits: 2, payments: 0 });
});

test("a server that stops tells what it owes, or says that it could not", async () => {
  const { count } = await startWithUntoldVisit();
  expect(await settleMarks()).toBe(false);
  vi.restoreAllMocks();
  expect([await settleMarks(), await count()]).toEqual([true, { visits: 2, payments: 0 }]);
});

test("a payment whose server died before it told its day is told of when its death is seen", async () => {
  const { websiteId, visit, pay, count } = await startShop();
  await visit(1);
  await pay(1);
  expect(await count()).toEqual({ visits: 1, payments: 1 });
  const { _id, ...like } = await Payment.findOne({ websiteId }).lean().orFail();
  await Payment.collection.insertOne({ ...like, paymentId: "pay_untold", key: "order-2", writtenAt: new Date() });
  expect(await count(), "it is not told yet").toEqual({ visits: 1, payments: 1 });
  expect((await markUnmarkedPayments({ lastAliveAt: new Date(Date.now() - 300_000) })).marked, "of another time").toBe(0);
  expect((await markUnmarkedPayments({ lastAliveAt: new Date() })).marked).toBe(2);
  await expect.poll(count, { timeout: 10_000 }).toEqual({ visits: 1, payments: 2 });
});

test("a payment that was moved to another day, its server dead before it told of that, is not on both days", async () => {
  const { websiteId, pay, count } = await startShop();
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  await pay(1, daysAgo(2));
  expect(await count()).toEqual({ visits: 0, payments: 1 });
  const seen = await Payment.findOne({ websiteId }).lean<PaymentRecord>().orFail();
  loseMarks();
  expect(await changePayment(seen, { paidAt: daysAgo(4) })).toBe(true);
  vi.restoreAllMocks();
  await markUnmarkedPayments({ lastAliveAt: new Date() });
  expect(await count()).toEqual({ visits: 0, payments: 1 });
});

test("a payment that was to be removed, its server dead before it told of that, counts no longer, and is removed by who tries again", async () => {
  const { websiteId, pay, count } = await startShop();
  await pay(1, new Date(Date.now() - 2 * 86_400_000));
  expect(await count()).toEqual({ visits: 0, payments: 1 });
  const read = () => Payment.findOne({ websiteId }).lean<PaymentRecord>().orFail();
  const seen = await read();
  loseMarks();
  vi.spyOn(Payment, "deleteOne").mockRejectedValue(new Error("it died"));
  await expect(removePayment(seen)).rejects.toThrow("it died");
  vi.restoreAllMocks();
  expect(await count(), "it is not told yet").toEqual({ visits: 0, payments: 1 });
  await markUnmarkedPayments({ lastAliveAt: new Date() });
  expect(await count()).toEqual({ visits: 0, payments: 0 });
  expect(await removePayment(seen), "it is another one by now").toBe(false);
  const left = await read();
  expect((await Promise.all([removePayment(left), removePayment(left)])).sort(), "of two at once, one removes it").toEqual([false, true]);
  expect([await Payment.countDocuments({ websiteId }), await count()]).toEqual([0, { visits: 0, payments: 0 }]);
});
