import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { Session } from "../../../models/session.ts";
import { chargeRefunded, chargeSucceeded, checkoutCompleted, intentSucceeded, stripeEvent } from "../../fixtures/stripe/events.ts";
import { invoice, invoicePayment } from "../../fixtures/stripe/invoice.ts";
import { paymentIntent } from "../../fixtures/stripe/payment-intent.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

type PaymentView = { paymentId: string; providerPaymentId: string; status: string; amountMinor: number; refundedMinor: number; kind: string; visitorId: string | null; sessionId: string | null; link: { method: string; confidence: string; evidence: string[] }; touch: { campaign: string | null; channel: string } | null };

describe("payments find their visitors", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  let numbers = 0;
  const fresh = (name: string) => `${name}${(numbers += 1)}`;
  async function visit(websiteId: string, visitorId: string, query = "", path = "/"): Promise<void> {
    const answer = await app.post("/api/track", { websiteId, visitorId, sessionId: `s-${visitorId}`, type: "pageview", url: `https://shop.example.com${path}${query}` });
    expect(await answer.json()).toMatchObject({ data: { accepted: 1 } });
  }
  const identify = (websiteId: string, visitorId: string, email: string) => app.post("/api/identify", { site: websiteId, visitorId, sessionId: `s-${visitorId}`, email });
  async function payments(key: string): Promise<PaymentView[]> {
    await app.services.processor.idle();
    return (await app.ask<{ payments: PaymentView[] }>(key, "/payments")).payments;
  }

  test("by metadata, which names the session; a contradicting visitor is told", async () => {
    const { websiteId, key } = await app.createShop();
    await visit(websiteId, "visitor-a", "?utm_campaign=spring");
    const n = fresh("m");
    await app.deliver(checkoutCompleted({ n, minor: 500, metadata: { visitorId: "visitor-other", session_id: "s-visitor-a" } }), websiteId);
    const [payment] = await payments(key);
    expect(payment).toMatchObject({ visitorId: "visitor-a", sessionId: "s-visitor-a", link: { method: "metadata", confidence: "certain" }, touch: { campaign: "spring" } });
    expect(payment?.link.evidence.join(" ")).toContain("named another visitor (visitor-other)");
  });

  test("by client_reference_id as the script writes it", async () => {
    const { websiteId, key } = await app.createShop();
    const visitorId = "0b8f2c1e-5a57-4a3e-9d1c-3f2b6a7c8d9e";
    await visit(websiteId, visitorId);
    await app.deliver(checkoutCompleted({ n: fresh("c"), minor: 500 }, { client_reference_id: `pm_${visitorId}_s-${visitorId}` }), websiteId);
    expect((await payments(key))[0]).toMatchObject({ visitorId, link: { method: "client_reference_id", confidence: "certain" } });
  });

  test("by e-mail, also when the identify comes after the payment", async () => {
    const { websiteId, key } = await app.createShop();
    await visit(websiteId, "visitor-b", "?utm_campaign=mail");
    await visit(websiteId, "visitor-c");
    await app.deliver(checkoutCompleted({ n: fresh("e"), minor: 500, email: " Late@Example.com" }), websiteId);
    expect((await payments(key))[0]).toMatchObject({ visitorId: null, link: { method: "none" } });
    await identify(websiteId, "visitor-b", "late@example.com");
    expect((await payments(key))[0]).toMatchObject({ visitorId: "visitor-b", link: { method: "email", confidence: "likely" }, touch: { campaign: "mail" } });
  });

  test("by time when only one visitor was there; not when there were two; a checkout sign decides", async () => {
    const { websiteId, key } = await app.createShop();
    await visit(websiteId, "visitor-d");
    await app.deliver(checkoutCompleted({ n: fresh("t"), minor: 100 }), websiteId);
    expect((await payments(key))[0]).toMatchObject({ visitorId: "visitor-d", link: { method: "time", confidence: "estimated" } });
    await visit(websiteId, "visitor-e");
    await app.deliver(checkoutCompleted({ n: fresh("t"), minor: 200 }), websiteId);
    expect((await payments(key)).find(({ amountMinor }) => amountMinor === 200)).toMatchObject({ visitorId: null, link: { method: "none" } });
    await visit(websiteId, "visitor-e", "", "/checkout");
    await app.deliver(checkoutCompleted({ n: fresh("t"), minor: 300 }), websiteId);
    expect((await payments(key)).find(({ amountMinor }) => amountMinor === 300)).toMatchObject({ visitorId: "visitor-e" });
  });

  test("a renewal by the first payment, with its credit; a later visit changes nothing", async () => {
    const { websiteId, key } = await app.createShop();
    const n = fresh("r");
    const customer = `cus_${n}`;
    await visit(websiteId, "visitor-f", "?utm_campaign=launch");
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await Session.updateOne({ websiteId, visitorId: "visitor-f" }, { $set: { startedAt: anHourAgo, "touch.at": anHourAgo } });
    const paid = { at: new Date(Date.now() - 60_000) };
    await app.deliver(checkoutCompleted({ n, minor: 900, customer, metadata: { visitorId: "visitor-f" } }, { mode: "subscription", payment_intent: null, invoice: `in_${n}`, subscription: `sub_${n}` }, paid), websiteId);
    await app.deliver(intentSucceeded({ n, minor: 900, customer }, {}, paid), websiteId);
    await visit(websiteId, "visitor-f", "?utm_campaign=login-mail");
    const later = new Date(Date.now() + 2 * 3_600_000);
    await app.deliver(stripeEvent("invoice.paid", { id: `in_${n}b`, amount_paid: 900, currency: "usd", billing_reason: "subscription_cycle", customer, parent: { subscription_details: { subscription: `sub_${n}` } }, payments: { data: [{ payment: { payment_intent: `pi_${n}b` } }] } }, { at: later }), websiteId);
    const all = await payments(key);
    expect(all.map(({ kind, link, touch }) => [kind, link.method, touch?.campaign]).sort()).toEqual([["subscription_initial", "metadata", "launch"], ["subscription_renewal", "customer", "launch"]]);
  });

  test("a bank debit is credited to the visit in which it was bought, not to one made while the money was on its way", async () => {
    const { websiteId, key } = await app.createShop();
    const n = fresh("d");
    const ago = (hours: number) => ({ at: new Date(Date.now() - hours * 3_600_000) });
    await visit(websiteId, "visitor-debit", "?utm_campaign=bought");
    await Session.updateOne({ websiteId }, { $set: { startedAt: ago(60).at, lastSeenAt: ago(60).at, "touch.at": ago(60).at } });
    await visit(websiteId, "visitor-debit", "?utm_campaign=came-back");
    const own = { n, minor: 700, metadata: { visitorId: "visitor-debit" } };
    const told = [checkoutCompleted(own, { payment_status: "unpaid" }, ago(59)), { ...checkoutCompleted(own), type: "checkout.session.async_payment_succeeded" }];
    for (const event of told) {
      await app.deliver(event, websiteId);
      await app.services.processor.idle();
      expect((await payments(key))[0]).toMatchObject({ link: { method: "metadata" }, touch: { campaign: "bought" } });
    }
  });

  test("a renewal whose intent came before its invoice is not credited to who happened to be there", async () => {
    const { websiteId, key } = await app.createShop();
    const n = fresh("u");
    await visit(websiteId, "visitor-passing-by");
    const tie = { id: `in_${n}`, amount_paid: 900, currency: "usd", billing_reason: "subscription_cycle", customer: `cus_${n}`, parent: { subscription_details: { subscription: `sub_${n}` } }, payments: { data: [{ payment: { payment_intent: `pi_${n}` } }] } };
    for (const event of [intentSucceeded({ n, minor: 900, customer: `cus_${n}` }), stripeEvent("invoice.paid", tie)]) {
      await app.deliver(event, websiteId);
      await app.services.processor.idle();
    }
    expect(await payments(key)).toMatchObject([{ kind: "subscription_renewal", visitorId: null, touch: null, link: { method: "none", confidence: "none" } }]);
  });

  test("a renewal goes to its subscription's first payment, also when that one's subscription is told last", async () => {
    const { websiteId, key } = await app.createShop();
    const n = fresh("x");
    const customer = `cus_${n}`;
    await visit(websiteId, "visitor-early");
    await visit(websiteId, "visitor-subscriber");
    const ago = (hours: number) => ({ at: new Date(Date.now() - hours * 3_600_000) });
    await Session.updateMany({ websiteId }, { $set: { startedAt: ago(60).at } });
    const bill = (id: string, reason: string) => ({ id: `in_${id}`, amount_paid: 900, currency: "usd", billing_reason: reason, customer, parent: { subscription_details: { subscription: `sub_${n}` } }, payments: { data: [{ payment: { payment_intent: `pi_${id}` } }] } });
    const told = [
      checkoutCompleted({ n: `${n}0`, minor: 400, customer, metadata: { visitorId: "visitor-early" } }, {}, ago(50)),
      intentSucceeded({ n, minor: 900, customer }, { metadata: { visitorId: "visitor-subscriber" } }, ago(40)),
      stripeEvent("invoice.paid", bill(`${n}2`, "subscription_cycle"), ago(1)),
      stripeEvent("invoice.paid", bill(n, "subscription_create"), ago(40)),
    ];
    for (const event of told) {
      await app.deliver(event, websiteId);
      await app.services.processor.idle();
    }
    expect((await payments(key)).find(({ kind }) => kind === "subscription_renewal")).toMatchObject({ visitorId: "visitor-subscriber" });
  });

  test("a claimed visitor who is not known yet is linked when they turn up", async () => {
    const { websiteId, key } = await app.createShop();
    await app.deliver(checkoutCompleted({ n: fresh("w"), minor: 500, metadata: { visitorId: "visitor-late" } }), websiteId);
    expect((await payments(key))[0]).toMatchObject({ link: { method: "none" } });
    await visit(websiteId, "visitor-late", "?utm_campaign=delayed");
    const { relinkWaitingPayments } = await import("../../../server/attribution/relink-payments.ts");
    await relinkWaitingPayments(new Date());
    expect((await payments(key))[0]).toMatchObject({ visitorId: "visitor-late", link: { method: "metadata" }, touch: { campaign: "delayed" } });
  });

  test.each([
    { first: "time", email: null },
    { first: "email", email: "known@example.com" },
  ])("a visitor who is claimed only after the payment was linked by $first is waited for as well", async ({ first, email }) => {
    const { websiteId, key } = await app.createShop();
    const n = fresh("w");
    await visit(websiteId, "visitor-present");
    if (email) await identify(websiteId, "visitor-present", email);
    await app.deliver(intentSucceeded({ n, minor: 500 }, email ? { receipt_email: email } : {}), websiteId);
    expect((await payments(key))[0]).toMatchObject({ visitorId: "visitor-present", link: { method: first } });
    await app.deliver(checkoutCompleted({ n, minor: 500, metadata: { visitorId: "visitor-late" } }), websiteId);
    expect((await payments(key))[0]).toMatchObject({ visitorId: "visitor-present", link: { method: first } });
    // Longer than a payment without a claim is looked at again.
    await visit(websiteId, "visitor-late", "?utm_campaign=delayed");
    const { relinkWaitingPayments } = await import("../../../server/attribution/relink-payments.ts");
    await relinkWaitingPayments(new Date(Date.now() + 24 * 3_600_000));
    expect((await payments(key))[0]).toMatchObject({ visitorId: "visitor-late", link: { method: "metadata", confidence: "certain" }, touch: { campaign: "delayed" } });
  });

  test("on the shared endpoint an intent waits for the session that names the website, in either order; tenants stay apart", async () => {
    const [one, two] = [await app.createShop(), await app.createShop("other.example.com")];
    for (const [shop, order] of [[one, [0, 1]], [two, [1, 0]]] as const) {
      const n = fresh("x");
      const events = [intentSucceeded({ n, minor: 700 }), checkoutCompleted({ n, minor: 700, metadata: { websiteId: shop.websiteId } })];
      for (const index of order) expect((await app.deliver(events[index] as (typeof events)[0])).status).toBe(200);
      await app.deliver(chargeRefunded({ n, minor: 700 }, 200));
      expect(await payments(shop.key)).toMatchObject([{ providerPaymentId: `pi_${n}`, status: "partially_refunded", refundedMinor: 200 }]);
    }
  });

  test("on the shared endpoint a subscription's first intent, which names nothing, joins its checkout in either order; its refund too", async () => {
    for (const order of [[0, 1, 2], [2, 1, 0]]) {
      const { websiteId, key } = await app.createShop();
      const n = fresh("q");
      const purchase = { n, minor: 1_500, customer: `cus_${n}` };
      const events = [checkoutCompleted({ ...purchase, metadata: { websiteId } }, { mode: "subscription", payment_intent: null, invoice: `in_${n}`, subscription: `sub_${n}` }), intentSucceeded(purchase), chargeRefunded(purchase, 500)];
      for (const index of order) {
        await app.deliver(events[index] as (typeof events)[number]);
        await app.services.processor.idle();
      }
      expect(await payments(key)).toMatchObject([{ providerPaymentId: `pi_${n}`, kind: "subscription_initial", status: "partially_refunded", amountMinor: 1_500, refundedMinor: 500 }]);
    }
  });

  test("an invoice that finds its own intent leaves the other one to the invoice that it stood in the way of", async () => {
    const { websiteId, key } = await app.createShop();
    const n = fresh("v");
    const bill = (id: string) => stripeEvent("invoice.paid", invoice({ id, customer: `cus_${n}` }));
    const pay = (id: string) => stripeEvent("payment_intent.succeeded", paymentIntent({ id, latest_charge: null, customer: `cus_${n}` }));
    const tie = stripeEvent("invoice_payment.paid", invoicePayment({ invoice: `in_${n}_2`, payment: { type: "payment_intent", payment_intent: `pi_${n}_2` } }));
    for (const event of [bill(`in_${n}_1`), bill(`in_${n}_2`), pay(`pi_${n}_1`), tie]) {
      await app.deliver(event, websiteId);
      await app.services.processor.idle();
    }
    expect((await payments(key)).map(({ providerPaymentId }) => providerPaymentId).sort()).toEqual([`pi_${n}_1`, `pi_${n}_2`]);
  });

  test("a payment that followed what turns out to be a part of it is credited to its own evidence, and to no visit after it", async () => {
    const { websiteId, key } = await app.createShop();
    const n = fresh("w");
    const ago = (hours: number) => ({ at: new Date(Date.now() - hours * 3_600_000) });
    await visit(websiteId, "visitor-w", "?utm_campaign=before");
    await visit(websiteId, "visitor-nearby");
    await Session.updateMany({ websiteId }, { $set: { startedAt: ago(30.2).at, lastSeenAt: ago(30.1).at, "touch.at": ago(30.2).at } });
    await visit(websiteId, "visitor-w", "?utm_campaign=after");
    await Session.updateMany({ websiteId, "touch.campaign": "after" }, { $set: { startedAt: ago(29.5).at, lastSeenAt: ago(29.5).at, "touch.at": ago(29.5).at } });
    const bill = invoice({ id: `in_${n}`, customer: `cus_${n}`, customer_email: "w@example.com", amount_paid: 2_500, currency: "usd", created: Math.floor(ago(30).at.getTime() / 1_000) });
    await app.deliver(stripeEvent("invoice.paid", bill, ago(30)), websiteId);
    await app.services.processor.idle();
    await identify(websiteId, "visitor-w", "w@example.com");
    // Of the charge no more is known than its refund, two hours later: for now it is another payment of the customer.
    await app.deliver(chargeRefunded({ n, minor: 2_500, customer: `cus_${n}` }, 300, ago(28)), websiteId);
    const apart = await payments(key);
    expect(apart.map(({ link }) => link.method).sort()).toEqual(["customer", "email"]);
    expect(apart.find(({ link }) => link.method === "customer")).toMatchObject({ touch: { campaign: "after" } });
    await app.deliver(stripeEvent("invoice_payment.paid", invoicePayment({ invoice: `in_${n}`, amount_paid: 2_500, payment: { type: "payment_intent", payment_intent: `pi_${n}` } }), ago(30)), websiteId);
    await app.deliver(intentSucceeded({ n, minor: 2_500, customer: `cus_${n}` }, {}, ago(30)), websiteId);
    expect(await payments(key)).toMatchObject([{ providerPaymentId: `pi_${n}`, refundedMinor: 300, visitorId: "visitor-w", link: { method: "email" }, touch: { campaign: "before" } }]);
  });

  test("the same event twice, and eight workers at once on one payment's events, end in one payment", async () => {
    const { websiteId, key } = await app.createShop();
    const n = fresh("p");
    const purchase = { n, minor: 800, email: "buyer@example.com", customer: `cus_${n}` };
    const events = [checkoutCompleted(purchase), intentSucceeded(purchase), chargeSucceeded(purchase), chargeRefunded(purchase, 300)];
    await Promise.all([...events, ...events].map((event) => app.deliver(event, websiteId)));
    const { processStripeEvent } = await import("../../../server/stripe-events/process-stripe-event.ts");
    await Promise.all([...events, ...events].map(({ id }) => processStripeEvent({ websiteId, eventId: id }, new Date())));
    expect(await payments(key)).toMatchObject([{ providerPaymentId: `pi_${n}`, amountMinor: 800, refundedMinor: 300, status: "partially_refunded" }]);
    expect(await Payment.countDocuments({ websiteId })).toBe(1);
  });

  test("a person's correction outranks all and survives replays", async () => {
    const { websiteId, key } = await app.createShop();
    await visit(websiteId, "visitor-g");
    await visit(websiteId, "visitor-h", "?utm_campaign=right");
    const event = checkoutCompleted({ n: fresh("k"), minor: 500, metadata: { visitorId: "visitor-g" } });
    await app.deliver(event, websiteId);
    const [before] = await payments(key);
    const { correctLink } = await import("../../../server/payments/correct-link.ts");
    await correctLink({ websiteId, paymentId: before?.paymentId ?? "", visitorId: "visitor-h", userId: "usr_1", now: new Date() });
    const { replayStripeEvents } = await import("../../../server/stripe-events/replay-stripe-events.ts");
    await replayStripeEvents({ now: new Date(), onProgress: () => undefined });
    expect((await payments(key))[0]).toMatchObject({ visitorId: "visitor-h", link: { method: "manual" }, touch: { campaign: "right" } });
    // The credit stays, too, when the visits themselves are kept no longer.
    await Session.deleteMany({ websiteId });
    await replayStripeEvents({ now: new Date(), onProgress: () => undefined });
    expect((await payments(key))[0]).toMatchObject({ visitorId: "visitor-h", touch: { campaign: "right" } });
  });

  test("the payment API is idempotent, and a LATER refund takes it back", async () => {
    const { key } = await app.createShop();
    const send = (changes: object = {}) => app.post("/api/v1/payment", { provider: "custom", providerPaymentId: "order-1", amount: 12.34, currency: "eur", ...changes }, { Authorization: `Bearer ${key}` });
    const first = (await (await send()).json()) as { data: { paymentId: string; message: string } };
    expect(first.data.message).toBe("Payment recorded successfully");
    expect(((await (await send()).json()) as typeof first).data.paymentId).toBe(first.data.paymentId);
    expect(await payments(key)).toMatchObject([{ paymentId: first.data.paymentId, amountMinor: 1_234, status: "succeeded" }]);
    await send({ refunded: true });
    expect(await payments(key)).toMatchObject([{ paymentId: first.data.paymentId, amountMinor: 1_234, refundedMinor: 1_234, status: "refunded" }]);
  });

  test("the payment API answers its own payment's id, and what it told of a test is no money once Stripe says so", async () => {
    const { websiteId, key } = await app.createShop();
    const send = async (body: object) => ((await (await app.post("/api/v1/payment", { amount: 10, ...body }, { Authorization: `Bearer ${key}` })).json()) as { data: { paymentId: string } }).data.paymentId;
    const ids = [await send({ provider: "paypal", providerPaymentId: "1001" }), await send({ provider: "custom", providerPaymentId: "1001" }), await send({ provider: "adyen", providerPaymentId: "1001" })];
    expect(new Set(ids).size).toBe(3);
    const n = fresh("api");
    await send({ provider: "stripe", providerPaymentId: `pi_${n}` });
    await app.deliver(intentSucceeded({ n, minor: 1_000 }, {}, { livemode: false }), websiteId);
    await app.services.processor.idle();
    expect((await Payment.find({ websiteId, provider: "stripe" }).lean()).map(({ key: name, livemode }) => [name, livemode])).toEqual([[`pi_${n}`, false]]);
  });

  test("any order of events and an identify, over the real database, gives the same payments and links", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), fc.boolean(), async (order, repeat) => {
        const { websiteId, key } = await app.createShop();
        const n = fresh("o");
        await visit(websiteId, "visitor-o", "?utm_campaign=order");
        await visit(websiteId, "visitor-z");
        const purchase = { n, minor: 600, email: `${n}@example.com`, customer: `cus_${n}` };
        const acts = [
          () => app.deliver(checkoutCompleted(purchase), websiteId),
          () => app.deliver(intentSucceeded(purchase), websiteId),
          () => app.deliver(chargeSucceeded(purchase), websiteId),
          () => app.deliver(chargeRefunded(purchase, 100), websiteId),
          () => identify(websiteId, "visitor-o", purchase.email),
        ];
        for (const index of order) {
          await acts[index]?.();
          if (repeat) await acts[index]?.();
          await app.services.processor.idle();
        }
        expect(await payments(key)).toMatchObject([{ providerPaymentId: `pi_${n}`, amountMinor: 600, refundedMinor: 100, visitorId: "visitor-o", link: { method: "email" }, touch: { campaign: "order" } }]);
      }),
      { numRuns: 15 },
    );
  });
});
