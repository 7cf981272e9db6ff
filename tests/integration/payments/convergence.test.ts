import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { Website } from "../../../models/website.ts";
import { relinkWaitingPayments } from "../../../server/attribution/relink-payments.ts";
import { forgetWebsite } from "../../../server/websites/find-website.ts";
import { createStripeEventProcessor } from "../../../server/stripe-events/stripe-event-processor.ts";
import { receiveStripeEvent } from "../../../server/stripe-events/receive-stripe-event.ts";
import { charge } from "../../fixtures/stripe/charge.ts";
import { checkoutSession, subscriptionSession } from "../../fixtures/stripe/checkout-session.ts";
import { stripeEvent } from "../../fixtures/stripe/events.ts";
import type { StripeEventJson } from "../../fixtures/stripe/events.ts";
import { invoice, invoicePayment } from "../../fixtures/stripe/invoice.ts";
import { paymentIntent } from "../../fixtures/stripe/payment-intent.ts";
import { dispute, refund } from "../../fixtures/stripe/refund-and-dispute.ts";
import { OWN_SECRET, startApp } from "../../factories/start-app.ts";
import { signStripeEvent } from "../../factories/sign-stripe-event.ts";
import type { TestApp } from "../../factories/start-app.ts";

type Method = "checkout" | "delayed" | "intent" | "charge" | "subscription";
type Fate = "kept" | "part refunded" | "refund failed" | "refunded" | "disputed and lost" | "disputed and won";
type MadeUp = { method: Method; fate: Fate; minor: number; evidence: "metadata" | "email" | "none"; sameCustomer: boolean };

const madeUp: fc.Arbitrary<MadeUp> = fc.record({
  method: fc.constantFrom<Method>("checkout", "delayed", "intent", "charge", "subscription"),
  fate: fc.constantFrom<Fate>("kept", "part refunded", "refund failed", "refunded", "disputed and lost", "disputed and won"),
  minor: fc.constantFrom(1_000, 2_500, 9_900),
  evidence: fc.constantFrom<MadeUp["evidence"]>("metadata", "email", "none"),
  sameCustomer: fc.boolean(),
});

/** The events that Stripe would send for a purchase, in its order, all later than the visits of the test. */
function eventsOf({ method, fate, minor, evidence, sameCustomer }: MadeUp, n: number, start: number): StripeEventJson[] {
  const when = (minutes: number) => ({ at: new Date(start + 60_000 + (n * 200 + minutes) * 60_000) });
  const [email, customer] = [`buyer${sameCustomer ? "" : n}@example.com`, `cus_${sameCustomer ? "same" : n}`];
  const metadata: Record<string, string> = evidence === "metadata" ? { visitorId: `visitor-${n % 2}`, sessionId: `s-visitor-${n % 2}` } : {};
  const details = { address: null, business_name: null, email: evidence === "email" ? email : null, individual_name: null, name: null, phone: null, tax_exempt: "none" as const, tax_ids: [] };
  const money = { customer, currency: "usd" };
  const ids = { payment_intent: method === "charge" ? null : `pi_${n}`, charge: `ch_${n}` };
  const ofCharge = (changes: object = {}) => ({ ...charge({ ...money, id: ids.charge, amount: minor, amount_captured: minor, payment_intent: ids.payment_intent, metadata: method === "charge" ? metadata : {} }), billing_details: { ...charge().billing_details, email: null }, ...changes });
  const paid = stripeEvent("payment_intent.succeeded", paymentIntent({ ...money, id: `pi_${n}`, amount: minor, amount_received: minor, latest_charge: `ch_${n}`, metadata: method === "intent" ? metadata : {} }), when(1));
  const session = (changes: object = {}) => checkoutSession({ ...money, id: `cs_${n}`, amount_total: minor, payment_intent: `pi_${n}`, metadata, customer_details: details, ...changes });
  const bought: Record<Method, StripeEventJson[]> = {
    checkout: [stripeEvent("checkout.session.completed", session(), when(0)), paid, stripeEvent("charge.succeeded", ofCharge(), when(1))],
    delayed: [stripeEvent("checkout.session.completed", session({ payment_status: "unpaid" }), when(0)), stripeEvent("payment_intent.processing", paymentIntent({ ...money, id: `pi_${n}`, amount: minor, amount_received: 0, status: "processing", latest_charge: null }), when(0)), stripeEvent("checkout.session.async_payment_succeeded", session(), when(1)), paid],
    intent: [stripeEvent("payment_intent.payment_failed", paymentIntent({ ...money, id: `pi_${n}`, amount: minor, amount_received: 0, status: "requires_payment_method" }), when(0)), paid],
    charge: [stripeEvent("charge.succeeded", ofCharge(), when(1))],
    subscription: [
      stripeEvent("checkout.session.completed", subscriptionSession({ ...money, id: `cs_${n}`, amount_total: minor, invoice: `in_${n}`, subscription: `sub_${n}`, metadata, customer_details: details }), when(0)),
      stripeEvent("invoice.paid", invoice({ ...money, id: `in_${n}`, amount_paid: minor, customer_email: null, parent: { quote_details: null, type: "subscription_details", subscription_details: { metadata: {}, subscription: `sub_${n}` } } }), when(1)),
      paid,
      stripeEvent("invoice.paid", invoice({ ...money, id: `in_${n}_2`, amount_paid: minor, customer_email: null, billing_reason: "subscription_cycle", parent: { quote_details: null, type: "subscription_details", subscription_details: { metadata: {}, subscription: `sub_${n}` } } }), when(120)),
      stripeEvent("invoice_payment.paid", invoicePayment({ id: `inpay_${n}`, invoice: `in_${n}_2`, amount_paid: minor, payment: { type: "payment_intent", payment_intent: `pi_${n}_2` } }), when(120)),
    ],
  };
  const about = { ...ids, currency: "usd" };
  const part = stripeEvent("refund.created", refund({ ...about, id: `re_${n}`, amount: 300, status: "pending" }), when(5));
  const opened = stripeEvent("charge.dispute.created", dispute({ ...about, id: `du_${n}`, amount: minor }), when(5));
  const ends: Record<Fate, StripeEventJson[]> = {
    kept: [],
    "part refunded": [part, stripeEvent("charge.refunded", ofCharge({ amount_refunded: 300 }), when(5))],
    "refund failed": [part, stripeEvent("refund.failed", refund({ ...about, id: `re_${n}`, amount: 300, status: "failed" }), when(6))],
    refunded: [stripeEvent("charge.refunded", ofCharge({ amount_refunded: minor, refunded: true }), when(5))],
    "disputed and lost": [opened, stripeEvent("charge.dispute.closed", dispute({ ...about, id: `du_${n}`, amount: minor, status: "lost" }), when(9))],
    "disputed and won": [opened, stripeEvent("charge.dispute.closed", dispute({ ...about, id: `du_${n}`, amount: minor, status: "won" }), when(9))],
  };
  return [...bought[method], ...ends[fate]];
}

const takenBack = ({ fate, minor }: MadeUp) => (fate === "part refunded" ? 300 : fate === "refunded" || fate === "disputed and lost" ? minor : 0);

describe("whatever the order, the repeats and the crashes", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  async function createShop() {
    const shop = await app.createShop();
    // By time is a guess from who is there at that moment: it may depend on the order, and is tested for itself.
    await Website.updateOne({ _id: shop.websiteId }, { $set: { linkByTime: false } });
    forgetWebsite(shop.websiteId);
    return shop;
  }
  const visit = (websiteId: string, n: number) => app.post("/api/track", { websiteId, visitorId: `visitor-${n}`, sessionId: `s-visitor-${n}`, type: "pageview", url: `https://shop.example.com/?utm_campaign=c${n}` });
  const identify = (websiteId: string, n: number) => app.post("/api/identify", { site: websiteId, visitorId: `visitor-${n % 2}`, sessionId: `s-visitor-${n % 2}`, email: n === 9 ? "buyer@example.com" : `buyer${n}@example.com` });

  /** Stored and answered, and then the server died: nobody has it in its queue. */
  async function leaveBehind(event: StripeEventJson, websiteId: string): Promise<void> {
    const body = JSON.stringify(event);
    const result = await receiveStripeEvent({ rawBody: Buffer.from(body), signature: await signStripeEvent(body, OWN_SECRET), endpoint: { kind: "website", websiteId }, now: new Date(), deps: { ...app.services, serverId: "server-that-died" } });
    expect(result.outcome).toMatch(/accepted|duplicate/);
  }

  async function restart(): Promise<void> {
    const fresh = createStripeEventProcessor({ logger: app.services.logger, now: () => new Date(Date.now() + 10_000), sweepers: { serverId: "fresh", others: () => Promise.resolve([]), maySweep: () => Promise.resolve(true) } });
    await fresh.sweep();
    await fresh.idle();
    await fresh.stop();
  }

  async function outcome({ websiteId, key }: { websiteId: string; key: string }) {
    await app.services.processor.idle();
    await restart();
    await relinkWaitingPayments(new Date());
    type View = { providerPaymentId: string; status: string; amountMinor: number; refundedMinor: number; kind: string; paidAt: string; customerEmail: string | null; visitorId: string | null; sessionId: string | null; link: { method: string; confidence: string }; touch: { campaign: string | null } | null };
    const { payments } = await app.ask<{ payments: View[] }>(key, "/payments?limit=100");
    const span = `from=${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}&to=${new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)}`;
    const overview = await app.ask<{ revenue: Record<string, number>; payments: number }>(key, `/reports/overview?${span}`);
    const { rows, unattributed } = await app.ask<{ rows: { value: string | null; netMinor: number }[]; unattributed: { netMinor: number } }>(key, `/reports/breakdown?dimension=campaign&${span}`);
    const lost = await Payment.find({ websiteId }).lean();
    return {
      payments: payments.map(({ providerPaymentId, status, amountMinor, refundedMinor, kind, paidAt, customerEmail, visitorId, link, touch }) => ({ providerPaymentId, status, amountMinor, refundedMinor, kind, paidAt, customerEmail, visitorId, method: link.method, confidence: link.confidence, campaign: touch?.campaign ?? null })).sort((a, b) => (a.providerPaymentId < b.providerPaymentId ? -1 : 1)),
      revenue: overview.revenue,
      counted: overview.payments,
      campaigns: rows.filter(({ netMinor }) => netMinor !== 0).map(({ value, netMinor }) => [value, netMinor]).sort(),
      unattributed: unattributed.netMinor,
      lost: lost.reduce((sum, { disputeLostMinor }) => sum + disputeLostMinor, 0),
    };
  }

  test("the same payments, links and totals as the orderly delivery", async () => {
    const scenario = fc.array(madeUp, { minLength: 1, maxLength: 3 }).chain((purchases) => {
      const start = Math.floor(Date.now() / 1_000) * 1_000;
      const events = purchases.flatMap((purchase, n) => eventsOf(purchase, n, start));
      const acts = [...events.map((event) => ({ event, visitor: -1, identity: -1 })), ...[0, 1].map((visitor) => ({ event: null, visitor, identity: -1 })), ...[0, 1, 2, 9].map((identity) => ({ event: null, visitor: -1, identity }))];
      return fc.record({ purchases: fc.constant(purchases), acts: fc.constant(acts), order: fc.shuffledSubarray(acts.map((_, index) => index), { minLength: acts.length }), repeats: fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 3 }), crashes: fc.array(fc.boolean(), { minLength: acts.length, maxLength: acts.length }) });
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ purchases, acts, order, repeats, crashes }) => {
        const [orderly, shuffled] = [await createShop(), await createShop()];
        for (const n of [0, 1]) await visit(orderly.websiteId, n);
        for (const n of [0, 1, 2, 9]) await identify(orderly.websiteId, n);
        for (const { event } of acts) {
          if (!event) continue;
          await app.deliver(event, orderly.websiteId);
          await app.services.processor.idle();
        }
        for (const index of [...order, ...repeats]) {
          const { event, visitor, identity } = acts[index] as (typeof acts)[number];
          if (visitor >= 0) await visit(shuffled.websiteId, visitor);
          else if (identity >= 0) await identify(shuffled.websiteId, identity);
          else if (event && crashes[index]) await leaveBehind(event, shuffled.websiteId);
          else if (event) await app.deliver(event, shuffled.websiteId);
        }
        const expected = await outcome(orderly);
        expect(await outcome(shuffled)).toEqual(expected);
        const gross = purchases.reduce((sum, { minor, method }) => sum + minor * (method === "subscription" ? 2 : 1), 0);
        expect(expected.revenue).toMatchObject({ grossMinor: gross, netMinor: gross - purchases.reduce((sum, purchase) => sum + takenBack(purchase), 0) });
      }),
      { numRuns: 10 },
    );
  }, 400_000);

  test("eight processors on one database end in one payment, with nothing lost", async () => {
    const { websiteId, key } = await createShop();
    await visit(websiteId, 0);
    const events = eventsOf({ method: "subscription", fate: "part refunded", minor: 2_500, evidence: "metadata", sameCustomer: false }, 0, Date.now());
    for (const event of events) await leaveBehind(event, websiteId);
    const processors = Array.from({ length: 8 }, (_, index) => createStripeEventProcessor({ logger: app.services.logger, now: () => new Date(), sweepers: { serverId: `server-${index}`, others: () => Promise.resolve([]), maySweep: () => Promise.resolve(false) } }));
    // Each takes all the events, in another order, one by one: the worst that servers can do to each other.
    await Promise.all(
      processors.map(async (processor, index) => {
        for (const event of [...events.slice(index % events.length), ...events.slice(0, index % events.length)]) {
          processor.schedule({ websiteId, eventId: event.id });
          await processor.idle();
        }
        await processor.stop();
      }),
    );
    const { payments } = await app.ask<{ payments: { providerPaymentId: string; amountMinor: number; refundedMinor: number; visitorId: string | null; kind: string }[] }>(key, "/payments");
    expect(payments.map(({ providerPaymentId, amountMinor, refundedMinor, visitorId, kind }) => [providerPaymentId, amountMinor, refundedMinor, visitorId, kind]).sort()).toEqual([
      ["pi_0", 2_500, 300, "visitor-0", "subscription_initial"],
      ["pi_0_2", 2_500, 0, "visitor-0", "subscription_renewal"],
    ]);
  });
});
