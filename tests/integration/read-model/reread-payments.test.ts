import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Payment } from "../../../models/payment.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import { Session } from "../../../models/session.ts";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { changePayment, removePayment } from "../../../server/ledger/write-payment.ts";
import { recordApiPayment } from "../../../server/payments/record-api-payment.ts";
import { loadSegments } from "../../../server/read-model/load-segments.ts";
import { forgetColumns, stateOf } from "../../../server/read-model/website-state.ts";
import { listLocalDays } from "../../../server/shared/local-days.ts";
import { createWebsite } from "../../../server/websites/create-website.ts";
import { playHit } from "../../factories/play-hit.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

let database: Awaited<ReturnType<typeof startTestDatabase>>;
const asked: string[] = [];
beforeAll(async () => {
  database = await startTestDatabase();
  mongoose.connection.getClient().on("commandStarted", ({ commandName, command }) => {
    if (commandName === "find" && command["find"] === "payments") asked.push(Object.keys(command["filter"] as object).join());
  });
});
afterAll(() => database.stop());

test("of a day that goes on only what changed is read again, and gives what reading all of it gives", async () => {
  const now = new Date();
  const website = await createWebsite({ teamId: "team_test", input: { name: "Shop", domain: "shop.example.com", timezone: "UTC", currency: "USD" }, now });
  const websiteId = website._id;
  const recorder = createHitRecorder();
  const [day] = listLocalDays(now, now, "UTC");
  if (!day) throw new Error("There is a day");
  const visit = (visitor: number, path: string) => recorder.record([playHit({ websiteId, visitorId: `visitor-${visitor}`, clientSessionId: `session-${visitor}`, at: new Date(), path })]);
  const pay = (order: number, visitor: number | null) =>
    recordApiPayment({ websiteId, now: new Date(), input: { provider: "custom", providerPaymentId: `order-${order}`, amountMinor: 100 * order, currency: "USD", customerEmail: null, customerId: null, visitorId: visitor === null ? null : `visitor-${visitor}`, sessionId: null, timestamp: now, refunded: false, renewal: false } });
  const change = async (order: number, changes: Partial<PaymentRecord>) => {
    const payment = await Payment.findOne({ websiteId, key: `order-${order}` }).lean<PaymentRecord>();
    if (!payment || !(await changePayment(payment, changes))) throw new Error(`order-${order} could not be changed`);
  };
  const read = async () => (await loadSegments(stateOf(websiteId), { timezone: "UTC", kind: "payments", days: [day] })).map(({ segment }) => segment)[0];
  /** The figures whatever the codes: those of columns that were forgotten are given anew. */
  const figures = (segment: Awaited<ReturnType<typeof read>>) => {
    if (!segment) throw new Error("There are payments");
    const { dictionaries } = stateOf(websiteId);
    const { amount, refunded, refunds, page, touch, session, payingVisitor, payer } = segment;
    const textOf = (name: "page" | "channel" | "exit_page" | "payingVisitor", { codes, remap }: { codes: ArrayLike<number>; remap: ArrayLike<number> }) => Array.from(codes, (code) => dictionaries[name].values[remap[code] as number]);
    return { amount: [...amount], refunded: [...refunded], refunds: [...refunds.amount], pages: textOf("page", page.value), starts: [...page.start], channels: textOf("channel", touch.channel), exits: textOf("exit_page", session.exit_page), visitors: textOf("payingVisitor", payingVisitor), payer: [...payer] };
  };
  const compare = async () => {
    asked.length = 0;
    const again = figures(await read());
    const questions = [...asked];
    forgetColumns(websiteId);
    expect(again).toEqual(figures(await read()));
    return questions;
  };

  for (let n = 1; n <= 4; n += 1) await visit(n, "/");
  for (let n = 1; n <= 4; n += 1) await pay(n, n);
  await read();
  // The amount, a refund, a day before, a failure, a new one, and a visit that goes on.
  await change(1, { amountMinor: 777, refundedMinor: 7, status: "partially_refunded", refunds: [{ refundId: "re_1", amountMinor: 7, at: now }] });
  await change(2, { paidAt: new Date(now.getTime() - 2 * 86_400_000) });
  await change(3, { status: "failed" });
  await pay(5, null);
  await visit(4, "/thanks");
  expect(await compare()).toEqual(["websiteId,writtenAt", "websiteId,_id"]);

  await change(2, { paidAt: now });
  await change(3, { status: "succeeded" });
  await change(1, { refundedMinor: 0, status: "succeeded", refunds: [] });
  expect(await compare()).toEqual(["websiteId,writtenAt", "websiteId,_id"]);

  // A visit that began the evening before goes on: only the evening before is told.
  await visit(6, "/");
  await pay(6, 6);
  await Session.updateOne({ websiteId, sessionId: "session-6" }, { $set: { startedAt: new Date(day.from.getTime() - 3_600_000) } });
  await read();
  await visit(6, "/late");
  await visit(1, "/again");
  expect(await compare()).toEqual(["websiteId,writtenAt", "websiteId,_id"]);

  // One that is gone cannot be found by when it was written.
  const gone = await Payment.findOne({ websiteId, key: "order-4" }).lean<PaymentRecord>();
  expect(gone && (await removePayment(gone))).toBe(true);
  expect((await compare())[0]).toBe("websiteId,status,paidAt");
  await recorder.stop();
}, 60_000);

test("what takes long to refresh is given as it was a moment ago, and refreshed meanwhile", async () => {
  const now = new Date();
  const website = await createWebsite({ teamId: "team_test", input: { name: "Shop", domain: "shop.example.com", timezone: "UTC", currency: "USD" }, now });
  const recorder = createHitRecorder();
  const state = stateOf(website._id);
  const days = listLocalDays(now, now, "UTC");
  const hit = (visitor: number) => recorder.record([playHit({ websiteId: website._id, visitorId: `visitor-${visitor}`, clientSessionId: `session-${visitor}`, at: new Date(), path: "/" })]);
  const count = async () => (await loadSegments(state, { timezone: "UTC", kind: "visits", days })).map(({ segment }) => segment.rows)[0];
  const markDear = (readAt: Date) => {
    for (const held of state.segments.values()) Object.assign(held, { dear: true, version: { ...held.version, readAt } });
  };
  await hit(1);
  expect(await count()).toBe(1);
  markDear(new Date());
  await hit(2);
  expect(await count()).toBe(1);
  await vi.waitFor(async () => expect(await count()).toBe(2));
  // What was read more than two minutes ago is waited for.
  markDear(new Date(Date.now() - 121_000));
  await hit(3);
  expect(await count()).toBe(3);
  await recorder.stop();
}, 60_000);
