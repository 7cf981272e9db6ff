import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { PaymentFactRecord } from "../../../models/payment-fact-record.ts";
import { StripeEvent } from "../../../models/stripe-event.ts";
import { expectedMoney, purchaseEvents } from "../../factories/purchases/purchase-events.ts";
import { APP_SECRET, startApp } from "../../factories/start-app.ts";
import type { PurchasePlan } from "../../factories/purchases/purchase-plan.ts";
import type { TestApp } from "../../factories/start-app.ts";

const PROCESSES = 4;

const plan = (changes: Partial<PurchasePlan>): PurchasePlan => ({
  method: "checkout", fate: "kept", evidence: "none", minor: 2_500, currency: "usd", livemode: true, emailBy: "session", guide: false, guest: false, renewals: 0, again: false, corrected: false, crowd: "alone", before: false, hitLate: false, campaign: "",
  ...changes,
});
const PLANS = [
  plan({ method: "subscription", fate: "part refunded", renewals: 2 }),
  plan({ method: "older subscription", fate: "told by refunds", renewals: 1 }),
  plan({ method: "subscription", fate: "refunded", guide: true, renewals: 1 }),
  plan({ method: "checkout", fate: "refund failed", again: true }),
  plan({ method: "delayed", fate: "dispute lost" }),
  plan({ method: "two intents" }),
  plan({ method: "charge", fate: "part refunded", guest: true }),
];

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

test("eight workers in four processes, each doing all events of the same payments at once: every payment is there once, with its refunds", async () => {
  const { websiteId, key } = await app.createShop();
  const paidAt = Math.floor(Date.now() / 1_000) * 1_000 - 70 * 86_400_000;
  const events = PLANS.flatMap((each, number) => purchaseEvents(each, `w${number}`, paidAt, { metadata: {}, reference: null, email: `buyer${number}@example.com` }));
  for (const event of events) {
    expect((await app.store(event, { websiteId })).outcome).toBe("accepted");
  }
  const script = fileURLToPath(new URL("../../factories/process-events.mjs", import.meta.url));
  const children = Array.from({ length: PROCESSES }, (_, index) =>
    spawn(process.execPath, [script, app.databaseUri ?? "", mongoose.connection.name, APP_SECRET, websiteId, String(index * 2), events.map(({ id }) => id).join(",")], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  const ends = children.map((child) => once(child, "exit") as Promise<[number | null]>);
  await Promise.all(children.map(({ stdout }) => once(stdout, "data")));
  for (const { stdin } of children) stdin.end("go\n");
  expect((await Promise.all(ends)).map(([code]) => code)).toEqual(children.map(() => 0));

  const unfinished = await StripeEvent.find({ websiteId, status: { $nin: ["processed", "ignored"] } }).lean();
  expect(unfinished.map(({ type, outcome }) => `${type}: ${outcome}`)).toEqual([]);
  const payments = await Payment.find({ websiteId }).lean();
  const seen = payments.map(({ amountMinor, refundedMinor, disputeLostMinor, currency }) => `${amountMinor} ${refundedMinor} ${disputeLostMinor} ${currency}`).sort();
  expect(seen).toEqual(PLANS.flatMap(expectedMoney).map(({ minor, refunded, lost, currency }) => `${minor} ${refunded} ${lost} ${currency}`).sort());
  for (const { refunds, refundedMinor } of payments) expect(refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(refundedMinor);
  const ids = payments.flatMap(({ providerIds }) => providerIds.filter((id) => !id.startsWith("in_w5")));
  expect(new Set(ids).size).toBe(ids.length);
  const facts = await PaymentFactRecord.find({ websiteId }).lean();
  expect(new Set(facts.map(({ factId }) => factId)).size).toBe(facts.length);
  const { revenue } = await app.ask<{ revenue: Record<string, number> }>(key, `/reports/overview?from=${new Date(paidAt - 86_400_000).toISOString().slice(0, 10)}&to=${new Date().toISOString().slice(0, 10)}`);
  const sum = (read: (money: ReturnType<typeof expectedMoney>[number]) => number) => PLANS.flatMap(expectedMoney).reduce((total, money) => total + read(money), 0);
  expect(revenue).toMatchObject({ grossMinor: sum(({ minor }) => minor), refundedMinor: sum(({ refunded }) => refunded), disputeLostMinor: sum(({ lost }) => lost) });
}, 180_000);
