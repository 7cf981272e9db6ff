import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { findPayment } from "../../../server/ledger/find-payment.ts";
import { settleHeldPayment } from "../../../server/payments/settle-held-payment.ts";
import { intentSucceeded, stripeEvent } from "../../fixtures/stripe/events.ts";
import { subscriptionSession } from "../../fixtures/stripe/checkout-session.ts";
import { invoice, invoicePayment } from "../../fixtures/stripe/invoice.ts";
import { startApp } from "../../factories/start-app.ts";
import type { StripeEventJson } from "../../fixtures/stripe/events.ts";
import type { TestApp } from "../../factories/start-app.ts";

const MINUTE = 60_000;

/** A subscription and a purchase of the same sum, by one customer within the hour, with the events of the guide alone. */
describe("an invoice that two payments may have paid", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  const ago = (minutes: number) => ({ at: new Date(Math.floor(Date.now() / 1_000) * 1_000 - minutes * MINUTE) });
  let shops = 0;
  async function play(order: number[]) {
    const shop = await app.createShop();
    const n = `held${(shops += 1)}`;
    await app.post("/api/track", { websiteId: shop.websiteId, visitorId: "visitor-a", sessionId: "s-visitor-a", type: "pageview", url: "https://shop.example.com/?utm_campaign=spring" });
    const money = { customer: `cus_${n}`, currency: "usd" };
    const begun = stripeEvent("checkout.session.completed", subscriptionSession({ ...money, id: `cs_${n}`, invoice: `in_${n}`, subscription: `sub_${n}`, amount_total: 500, metadata: { visitorId: "visitor-a" } }), ago(90));
    const bill = stripeEvent("invoice.paid", invoice({ ...money, id: `in_${n}`, amount_due: 500, amount_paid: 500, total: 500 }), ago(90));
    const [first, second] = ["a", "b"].map((part, index) => intentSucceeded({ n: n + part, minor: 500, customer: money.customer }, {}, ago(89 - index)));
    const events = [begun, bill, first, second] as StripeEventJson[];
    for (const place of order) await deliver(events[place] as StripeEventJson, shop.websiteId);
    const tie = stripeEvent("invoice_payment.paid", invoicePayment({ id: `inpay_${n}`, invoice: `in_${n}`, amount_paid: 500, payment: { type: "payment_intent", payment_intent: `pi_${n}b` } }), ago(80));
    return { ...shop, n, tie, seen: () => see(shop, n) };
  }
  async function deliver(event: StripeEventJson, websiteId: string): Promise<void> {
    expect((await app.deliver(event, websiteId)).status).toBe(200);
    await app.services.processor.idle();
  }
  async function see({ websiteId, key }: { websiteId: string; key: string }, n: string) {
    const payments = await Payment.find({ websiteId }).sort({ key: 1 }).lean();
    const { revenue, payments: count } = await app.ask<{ revenue: { grossMinor: number }; payments: number }>(key, "/reports/overview");
    return { payments: payments.map((payment) => [payment.key.replace(n, ""), payment.status, payment.link.visitorId, payment.link.method]), gross: revenue.grossMinor, count };
  }
  const HELD = { payments: [["in_", "pending", "visitor-a", "metadata"], ["pi_a", "succeeded", "visitor-a", "customer"], ["pi_b", "succeeded", "visitor-a", "customer"]], gross: 1_000, count: 2 };
  const SETTLED = { payments: [["pi_a", "succeeded", "visitor-a", "customer"], ["pi_b", "succeeded", "visitor-a", "metadata"]], gross: 1_000, count: 2 };
  const ORDERS = [[0, 1, 2, 3], [3, 2, 1, 0], [0, 2, 1, 3], [2, 0, 3, 1], [2, 3, 0, 1], [1, 3, 2, 0]];

  test.each(ORDERS)("is held and counted once, told in the order %i %i %i %i; Stripe's later word settles it", async (...order) => {
    const { websiteId, tie, seen } = await play(order);
    expect(await seen()).toEqual(HELD);
    await deliver(tie, websiteId);
    expect(await seen()).toEqual(SETTLED);
  });

  test("a person says which payment it was, once; a wrong one is refused in words", async () => {
    const { websiteId, n, tie, seen } = await play([0, 1, 2, 3]);
    const held = (await Payment.findOne({ websiteId, key: `in_${n}` }).lean())!;
    expect(held.heldFor).toEqual([`pi_${n}a`, `pi_${n}b`]);
    const settle = (paidBy: string | null) => settleHeldPayment({ websiteId, paymentId: held.paymentId, paidBy, now: new Date() });
    await expect(settle("pi_of_others")).rejects.toThrow(/cannot have paid it/);
    await settle(`pi_${n}b`);
    expect(await seen()).toEqual(SETTLED);
    expect(await findPayment(websiteId, held.paymentId)).toMatchObject({ key: `pi_${n}b` });
    await expect(settle(`pi_${n}a`)).rejects.toThrow(/not held any more/);
    await deliver(tie, websiteId);
    expect(await seen()).toEqual(SETTLED);
  });

  test("or that it was paid some other way: then it counts as well", async () => {
    const { websiteId, n, seen } = await play([0, 1, 2, 3]);
    const { paymentId } = (await Payment.findOne({ websiteId, key: `in_${n}` }).lean())!;
    await settleHeldPayment({ websiteId, paymentId, paidBy: null, now: new Date() });
    expect(await seen()).toEqual({ payments: [["in_", "succeeded", "visitor-a", "metadata"], ...HELD.payments.slice(1)], gross: 1_500, count: 3 });
  });
});
