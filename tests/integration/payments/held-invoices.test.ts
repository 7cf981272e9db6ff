import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Payment } from "../../../models/payment.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import { Session } from "../../../models/session.ts";
import { findPayment } from "../../../server/ledger/find-payment.ts";
import { refreshPayments } from "../../../server/payments/refresh-payments.ts";
import { settleHeldPayment } from "../../../server/payments/settle-held-payment.ts";
import { erasePayments } from "../../../server/privacy/erase-payments.ts";
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

  /** Two like invoices and one intent: the first invoice is held. */
  async function playTwoInvoices() {
    const shop = await app.createShop();
    const n = `two${(shops += 1)}`;
    const money = { customer: `cus_${n}`, currency: "usd", amount_due: 500, amount_paid: 500, total: 500, billing_reason: "manual" as const, parent: null };
    for (const [part, minutes] of [["a", 90], ["b", 85]] as const) await deliver(stripeEvent("invoice.paid", invoice({ ...money, id: `in_${n}${part}` }), ago(minutes)) as StripeEventJson, shop.websiteId);
    await deliver(intentSucceeded({ n: `${n}x`, minor: 500, customer: money.customer }, {}, ago(80)) as StripeEventJson, shop.websiteId);
    const counted = async () => (await Payment.find({ websiteId: shop.websiteId }).sort({ key: 1 }).lean()).map(({ key, status }) => `${key.replace(n, "")} ${status}`);
    return { ...shop, n, counted };
  }

  test("what is settled as paid some other way leaves the payment to the other invoice", async () => {
    const { websiteId, n, counted } = await playTwoInvoices();
    expect(await counted()).toEqual(["in_a pending", "in_b succeeded", "pi_x succeeded"]);
    const { paymentId } = (await Payment.findOne({ websiteId, key: `in_${n}a` }).lean())!;
    await settleHeldPayment({ websiteId, paymentId, paidBy: null, now: new Date() });
    expect(await counted()).toEqual(["in_a succeeded", "pi_x succeeded"]);
  });

  test("a payment that turns out to be of another amount holds nothing up any more", async () => {
    const { websiteId, n, counted } = await playTwoInvoices();
    await deliver(stripeEvent("charge.succeeded", { id: `ch_${n}x`, object: "charge", payment_intent: `pi_${n}x`, customer: `cus_${n}`, currency: "usd", amount: 500, amount_captured: 300, captured: true, paid: true, status: "succeeded" }, ago(80)) as StripeEventJson, websiteId);
    expect(await counted()).toEqual(["in_a succeeded", "in_b succeeded", "pi_x succeeded"]);
  });

  test("Stripe's later word outranks a person's, and of two persons' words the last stands", async () => {
    const { websiteId, n, tie, seen } = await play([0, 1, 2, 3]);
    const { paymentId } = (await Payment.findOne({ websiteId, key: `in_${n}` }).lean())!;
    const settle = (paidBy: string, seconds: number) => settleHeldPayment({ websiteId, paymentId, paidBy, now: new Date(Date.now() + seconds * 1_000) });
    await settle(`pi_${n}a`, 0);
    expect((await seen()).payments).toEqual([["pi_a", "succeeded", "visitor-a", "metadata"], ["pi_b", "succeeded", "visitor-a", "customer"]]);
    await deliver(tie, websiteId);
    expect((await seen()).gross).toBe(1_000);
    const kinds = (await Payment.find({ websiteId }).sort({ key: 1 }).lean()).map(({ kind }) => kind);
    expect(kinds).toEqual(["one_time", "subscription_initial"]);
  });

  test("erasing the buyer by the invoice's address leaves it held: its money is not counted again", async () => {
    const { websiteId, n, seen } = await play([0, 1, 2, 3]);
    const held = (await Payment.find({ websiteId, key: `in_${n}` }).lean()) as PaymentRecord[];
    await erasePayments(websiteId, held, new Date());
    await refreshPayments({ websiteId, ids: [`in_${n}`], now: new Date() });
    expect(await seen()).toMatchObject({ gross: 1_000, count: 2 });
  });

  test("an intent with a claim of its own keeps its link and its touches when the invoice leaves it", async () => {
    const shop = await app.createShop();
    const [n, websiteId] = [`own${(shops += 1)}`, shop.websiteId];
    await app.post("/api/track", { websiteId, visitorId: "visitor-own", sessionId: "s-visitor-own", type: "pageview", url: "https://shop.example.com/?utm_campaign=own" });
    await deliver(intentSucceeded({ n: `${n}a`, minor: 500, customer: `cus_${n}` }, { metadata: { visitorId: "visitor-own" } }, { at: new Date(Math.floor(Date.now() / 1_000) * 1_000 + 1_000) }) as StripeEventJson, websiteId);
    await deliver(stripeEvent("invoice.paid", invoice({ customer: `cus_${n}`, id: `in_${n}`, amount_due: 500, amount_paid: 500, total: 500, billing_reason: "manual", parent: null }), ago(0)) as StripeEventJson, websiteId);
    const own = async () => (await Payment.findOne({ websiteId, key: `pi_${n}a` }).lean())!;
    expect((await own()).providerIds).toContain(`in_${n}`);
    await Session.deleteMany({ websiteId });
    await deliver(stripeEvent("invoice_payment.paid", invoicePayment({ id: `inpay_${n}`, invoice: `in_${n}`, amount_paid: 500, payment: { type: "payment_intent", payment_intent: `pi_${n}b` } }), ago(0)) as StripeEventJson, websiteId);
    const { link, touches, providerIds } = await own();
    expect(providerIds).not.toContain(`in_${n}`);
    expect([link.method, link.visitorId, touches.map(({ campaign }) => campaign)]).toEqual(["metadata", "visitor-own", ["own"]]);
  });
});
