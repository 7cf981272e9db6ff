import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { ReportChange } from "../../../models/report-change.ts";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { markUnmarkedPayments } from "../../../server/ledger/mark-unmarked-payments.ts";
import { recordApiPayment } from "../../../server/payments/record-api-payment.ts";
import { loadFrames } from "../../../server/read-model/load-frame.ts";
import { markChanged } from "../../../server/read-model/mark-changed.ts";
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
  return { websiteId: website._id, visit, count };
}

test("a visit that was written while its day could not be told is in the reports soon, whatever else comes", async () => {
  const { visit, count } = await startShop();
  const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
  await visit(1, twoDaysAgo);
  expect(await count()).toEqual({ visits: 1, payments: 0 });
  vi.spyOn(ReportChange.collection, "bulkWrite").mockRejectedValue(new Error("the database is away"));
  await expect(visit(2, twoDaysAgo)).rejects.toThrow("away");
  expect(await count(), "it is not told yet").toEqual({ visits: 1, payments: 0 });
  vi.restoreAllMocks();
  await expect.poll(count, { timeout: 20_000, interval: 200 }).toEqual({ visits: 2, payments: 0 });
});

test("a mark that took longer to write than readers look back is written once more, as one of long ago", async () => {
  const { websiteId } = await startShop();
  const [startedAt, seenAt] = [new Date(), new Date(Date.now() - 14_000)];
  const { bulkWrite } = ReportChange.collection;
  vi.spyOn(ReportChange.collection, "bulkWrite").mockImplementationOnce(async (...args) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return bulkWrite.apply(ReportChange.collection, args);
  });
  await markChanged({ websiteId, visits: [{ startedAt, seenAt }] });
  const hour = String(startedAt.getUTCHours());
  expect(await ReportChange.findOne({ websiteId, day: startedAt.toISOString().slice(0, 10) }).lean()).toMatchObject({ live: { [hour]: 1 }, visits: { [hour]: 1 } });
});

test("a payment whose server died before it told its day is told of when its death is seen", async () => {
  const { websiteId, visit, count } = await startShop();
  await visit(1);
  const pay = (order: number) =>
    recordApiPayment({ websiteId, now: new Date(), input: { provider: "custom", providerPaymentId: `order-${order}`, amountMinor: 4_900, currency: "USD", customerEmail: null, customerId: null, visitorId: "visitor-1", sessionId: null, timestamp: new Date(), refunded: false, renewal: false } });
  await pay(1);
  expect(await count()).toEqual({ visits: 1, payments: 1 });
  const { _id, ...like } = await Payment.findOne({ websiteId }).lean().orFail();
  await Payment.collection.insertOne({ ...like, paymentId: "pay_untold", key: "order-2", writtenAt: new Date() });
  expect(await count(), "it is not told yet").toEqual({ visits: 1, payments: 1 });
  expect((await markUnmarkedPayments({ lastAliveAt: new Date(Date.now() - 300_000) })).marked, "of another time").toBe(0);
  expect((await markUnmarkedPayments({ lastAliveAt: new Date() })).marked).toBe(2);
  await expect.poll(count, { timeout: 10_000 }).toEqual({ visits: 1, payments: 2 });
});
