import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildPayments } from "../../../server/payments/build-payments.ts";
import { normalizeStripeEvent, readEventBody } from "../../../server/stripe-events/normalize-stripe-event.ts";
import type { PaymentFact } from "../../../models/payment-fact-record.ts";
import { chargeRefunded, chargeSucceeded, checkoutCompleted, intentSucceeded, stripeEvent } from "../../fixtures/stripe/events.ts";
import type { StripeEventJson } from "../../fixtures/stripe/events.ts";

const at = (minutes: number) => ({ at: new Date(Date.UTC(2026, 0, 1, 12, minutes)) });

function factsOf(events: StripeEventJson[]): PaymentFact[] {
  return events.flatMap((event) => {
    const body = readEventBody(event);
    const normalized = body ? normalizeStripeEvent(body) : { ignored: "" };
    return "facts" in normalized ? normalized.facts : [];
  });
}
const build = (...events: StripeEventJson[]) => buildPayments(factsOf(events));
const money = (...events: StripeEventJson[]) => build(...events).map(({ key, status, amountMinor, refundedMinor, disputeLostMinor }) => [key, status, amountMinor, refundedMinor, disputeLostMinor]);

const purchase = { n: "a", minor: 10_000, email: "buyer@example.com", customer: "cus_a" };
const refund = (type: string, id: string, minor: number, status: string, minutes: number) => stripeEvent(type, { id, object: "refund", amount: minor, status, charge: "ch_a", payment_intent: "pi_a", currency: "usd" }, at(minutes));
const dispute = (type: string, status: string, minutes: number) => stripeEvent(type, { id: "dp_a", object: "dispute", amount: 10_000, status, charge: "ch_a", payment_intent: "pi_a" }, at(minutes));
const invoice = (n: string, minor: number, reason: string, changes: Record<string, unknown> = {}, minutes = 0) =>
  stripeEvent("invoice.paid", { id: `in_${n}`, object: "invoice", amount_paid: minor, currency: "usd", billing_reason: reason, customer: "cus_a", customer_email: "buyer@example.com", parent: { subscription_details: { subscription: "sub_a", metadata: {} } }, ...changes }, at(minutes));

describe("one payment, counted once", () => {
  test("session, intent and charge are one payment, the charge's captured amount stands", () => {
    expect(money(checkoutCompleted(purchase, { amount_total: 9_999 }), intentSucceeded(purchase), chargeSucceeded(purchase))).toEqual([["pi_a", "succeeded", 10_000, 0, 0]]);
  });
  test("checkout.session.completed unpaid is pending, async_payment_succeeded makes it succeeded, _failed failed", () => {
    const unpaid = checkoutCompleted(purchase, { payment_status: "unpaid" }, at(0));
    expect(money(unpaid)).toEqual([["pi_a", "pending", 10_000, 0, 0]]);
    const later = (type: string) => ({ ...checkoutCompleted(purchase, { payment_status: type.endsWith("succeeded") ? "paid" : "unpaid" }, at(60)), type });
    expect(money(unpaid, later("checkout.session.async_payment_succeeded"))).toEqual([["pi_a", "succeeded", 10_000, 0, 0]]);
    expect(money(unpaid, later("checkout.session.async_payment_failed"))).toEqual([["pi_a", "failed", 10_000, 0, 0]]);
  });
  test("what was bought before its money came is dated twice; a failed attempt begins anew", () => {
    const told = (type: string, minutes: number) => stripeEvent(type, { id: "pi_a", amount: 10_000, currency: "usd", status: "processing" }, at(minutes));
    const bought = (...events: StripeEventJson[]) => build(...events)[0]?.boughtAt?.getUTCMinutes() ?? null;
    const paid = intentSucceeded(purchase, {}, at(50));
    expect(bought(paid)).toBe(null);
    expect(bought(paid, told("payment_intent.processing", 10))).toBe(10);
    expect(bought(told("payment_intent.processing", 40), paid, told("payment_intent.payment_failed", 20), told("payment_intent.processing", 10))).toBe(40);
    expect(bought(paid, told("payment_intent.payment_failed", 20), told("payment_intent.processing", 10))).toBe(null);
  });
  test("no_payment_required is a customer with no revenue; setup mode is nothing", () => {
    expect(money(checkoutCompleted(purchase, { payment_status: "no_payment_required", payment_intent: null }))).toEqual([["cs_a", "succeeded", 0, 0, 0]]);
    expect(money(checkoutCompleted(purchase, { mode: "setup" }))).toEqual([]);
    expect(money({ ...checkoutCompleted(purchase), type: "checkout.session.expired" })).toEqual([]);
  });
  test("a failure never goes over a success, whichever came first", () => {
    const failed = stripeEvent("payment_intent.payment_failed", { id: "pi_a", amount: 10_000, currency: "usd", status: "requires_payment_method" }, at(30));
    expect(money(failed)).toEqual([["pi_a", "failed", 10_000, 0, 0]]);
    expect(money(failed, intentSucceeded(purchase, {}, at(0)))).toEqual([["pi_a", "succeeded", 10_000, 0, 0]]);
  });
  test("a refund before its payment waits for it", () => {
    const early = refund("refund.created", "re_1", 2_500, "succeeded", 0);
    expect(money(early)).toEqual([]);
    expect(money(early, intentSucceeded(purchase))).toEqual([["pi_a", "partially_refunded", 10_000, 2_500, 0]]);
  });
  test("a refunded charge that leaves out its status was paid", () => {
    const bare = stripeEvent("charge.refunded", { id: "ch_a", object: "charge", payment_intent: "pi_a", currency: "usd", amount: 10_000, amount_refunded: 2_500, refunded: false }, at(2));
    expect(money(intentSucceeded(purchase), bare)).toEqual([["pi_a", "partially_refunded", 10_000, 2_500, 0]]);
    expect(money(stripeEvent("charge.failed", { id: "ch_b", object: "charge", currency: "usd", amount: 10_000 }, at(2)))).toEqual([]);
  });
  test("a refund told by charge and by itself is one; a failed refund is given back", () => {
    const told = [chargeSucceeded(purchase), chargeRefunded(purchase, 2_500), refund("refund.created", "re_1", 2_500, "pending", 1)];
    expect(money(...told)).toEqual([["pi_a", "partially_refunded", 10_000, 2_500, 0]]);
    expect(money(...told, refund("refund.failed", "re_1", 2_500, "succeeded", 2))).toEqual([["pi_a", "succeeded", 10_000, 0, 0]]);
    expect(money(...told, chargeRefunded(purchase, 10_000))).toEqual([["pi_a", "refunded", 10_000, 10_000, 0]]);
  });
  test("refunds are on the day on which they happened, also when only the charge tells of them", () => {
    const days = (...events: StripeEventJson[]) => build(...events)[0]?.refunds.map((given) => [given.at.getUTCMinutes(), given.amountMinor]);
    const first = chargeRefunded(purchase, 2_500, at(10));
    const second = chargeRefunded(purchase, 3_500, at(20));
    expect(days(intentSucceeded(purchase), second, first, first)).toEqual([[10, 2_500], [20, 1_000]]);
    const told = { ...refund("refund.created", "re_1", 2_500, "succeeded", 10) };
    expect(days(intentSucceeded(purchase), second, told, first)).toEqual([[10, 2_500], [20, 1_000]]);
    expect(days(intentSucceeded(purchase), first, told, refund("refund.failed", "re_1", 2_500, "failed", 30))).toEqual([]);
    expect(days(checkoutCompleted(purchase, { payment_status: "unpaid" }), told)).toEqual([]);
  });
  test("a program's own customer id does not keep a subscription's checkout from its intent", () => {
    const session = checkoutCompleted(purchase, { mode: "subscription", payment_intent: null, invoice: "in_a", subscription: "sub_a" });
    const [paid] = factsOf([intentSucceeded(purchase)]);
    const api = { ...(paid as PaymentFact), factId: "api:a", source: "api", secondhand: true, customerId: "user-42", amount: { rank: 0.5, minor: 10_000 } };
    expect(buildPayments([...factsOf([session]), api, paid as PaymentFact])).toMatchObject([{ key: "pi_a", customerId: "cus_a" }]);
  });
  test("what was never captured is no refund; a released authorisation is no revenue", () => {
    expect(money(chargeSucceeded(purchase, { amount_captured: 6_000, amount_refunded: 4_000 }))).toEqual([["pi_a", "succeeded", 6_000, 0, 0]]);
    expect(money(chargeSucceeded(purchase, { captured: false, amount_captured: 0, amount_refunded: 10_000, refunded: true }))).toEqual([]);
  });
  test("disputes: open and lost are disputed, lost money is off, won is back, inquiries do not count", () => {
    const paid = chargeSucceeded(purchase);
    expect(money(paid, dispute("charge.dispute.created", "needs_response", 1))).toEqual([["pi_a", "disputed", 10_000, 0, 0]]);
    expect(money(paid, dispute("charge.dispute.created", "needs_response", 1), dispute("charge.dispute.closed", "lost", 2))).toEqual([["pi_a", "disputed", 10_000, 0, 10_000]]);
    expect(money(paid, dispute("charge.dispute.closed", "won", 2), dispute("charge.dispute.created", "needs_response", 1))).toEqual([["pi_a", "succeeded", 10_000, 0, 0]]);
    expect(money(paid, dispute("charge.dispute.closed", "lost", 2), dispute("charge.dispute.funds_reinstated", "lost", 3))).toEqual([["pi_a", "succeeded", 10_000, 0, 0]]);
    expect(money(paid, dispute("charge.dispute.created", "warning_needs_response", 1))).toEqual([["pi_a", "succeeded", 10_000, 0, 0]]);
  });
  test("a subscription's session, invoice and intent are one payment, before basil and since", () => {
    const session = checkoutCompleted(purchase, { mode: "subscription", payment_intent: null, invoice: "in_a", subscription: "sub_a" });
    const paid = intentSucceeded(purchase);
    const since = invoice("a", 10_000, "subscription_create", { payments: { data: [{ payment: { type: "payment_intent", payment_intent: "pi_a" } }] } });
    const before = invoice("a", 10_000, "subscription_create", { payment_intent: "pi_a", charge: "ch_a", subscription: "sub_a", parent: undefined });
    const tie = stripeEvent("invoice_payment.paid", { id: "inpay_a", invoice: "in_a", amount_paid: 10_000, currency: "usd", status: "paid", payment: { type: "payment_intent", payment_intent: "pi_a" } }, at(1));
    for (const events of [[session, paid, since], [session, paid, before], [session, paid, invoice("a", 10_000, "subscription_create"), tie], [session, paid]]) {
      const [payment, ...more] = build(...events);
      expect(more).toEqual([]);
      expect(payment).toMatchObject({ key: "pi_a", kind: "subscription_initial", amountMinor: 10_000, customerEmail: "buyer@example.com" });
    }
  });
  test("a renewal is a payment of its own", () => {
    const renewal = invoice("b", 10_000, "subscription_cycle", { payments: { data: [{ payment: { payment_intent: "pi_b" } }] } }, 43_200);
    const built = build(intentSucceeded(purchase), invoice("a", 10_000, "subscription_create", { payment_intent: "pi_a" }), renewal, intentSucceeded({ ...purchase, n: "b" }, {}, at(43_200)));
    expect(built.map(({ key, kind }) => [key, kind])).toEqual(expect.arrayContaining([["pi_a", "subscription_initial"], ["pi_b", "subscription_renewal"]]));
    expect(built).toHaveLength(2);
  });
  test("an invoice paid by two intents is two payments; one paid out of balance is its own", () => {
    const two = invoice("a", 10_000, "manual", { payments: { data: [{ payment: { payment_intent: "pi_a" } }, { payment: { payment_intent: "pi_b" } }] } });
    expect(money(two, intentSucceeded({ ...purchase, minor: 4_000 }), intentSucceeded({ ...purchase, n: "b", minor: 6_000 })).sort()).toEqual([["pi_a", "succeeded", 4_000, 0, 0], ["pi_b", "succeeded", 6_000, 0, 0]]);
    expect(money(invoice("c", 700, "manual"))).toEqual([["in_c", "succeeded", 700, 0, 0]]);
  });
  test("a charge without an intent is the payment; test and live never merge", () => {
    expect(money(chargeSucceeded(purchase, { payment_intent: null }))).toEqual([["ch_a", "succeeded", 10_000, 0, 0]]);
    expect(build(intentSucceeded(purchase), intentSucceeded(purchase, {}, { livemode: false }))).toHaveLength(2);
  });
  test("another provider's payment with the same id is another payment", () => {
    const stripe = factsOf([chargeSucceeded(purchase, { payment_intent: null })]);
    const other = stripe.map((fact) => ({ ...fact, factId: `other:${fact.factId}`, provider: "custom" }));
    expect(buildPayments([...stripe, ...other]).map(({ provider, key }) => `${provider} ${key}`).sort()).toEqual(["custom ch_a", "stripe ch_a"]);
  });
  test("odd shapes are unknown, never a throw", () => {
    for (const metadata of [null, [], "x", 5, { websiteId: 5 }]) expect(build(checkoutCompleted(purchase, { metadata, customer: { id: "cus_a", object: "customer" }, payment_intent: { id: "pi_a" } }))).toHaveLength(1);
    fc.assert(fc.property(fc.constantFrom("checkout.session.completed", "charge.refunded", "invoice.paid", "refund.updated", "charge.dispute.closed", "payment_intent.succeeded", "invoice_payment.paid"), fc.dictionary(fc.string(), fc.jsonValue()), (type, object) => void build(stripeEvent(type, object))));
  });
});

/** Made-up purchases of every kind, as the events that Stripe would send. */
const arbitraryPurchase = fc
  .record({ n: fc.uniqueArray(fc.constantFrom("p", "q", "r", "s"), { minLength: 1, maxLength: 3 }), kind: fc.constantFrom("payment", "subscription", "charge", "intent"), minor: fc.constantFrom(1_000, 2_000, 5_000), fate: fc.constantFrom("none", "part", "full", "failedRefund", "lost", "won"), sameCustomer: fc.boolean() })
  .map(({ n, kind, minor, fate, sameCustomer }) =>
    n.flatMap((name, index) => {
      const own = { n: name, minor, email: "buyer@example.com", customer: sameCustomer ? "cus_one" : `cus_${name}` };
      const when = at(index * 3_000);
      const events =
        kind === "subscription"
          ? [checkoutCompleted(own, { mode: "subscription", payment_intent: null, invoice: `in_${name}`, subscription: `sub_${name}` }, when), intentSucceeded(own, {}, when), invoice(name, minor, "subscription_create", { customer: own.customer, payments: { data: [{ payment: { payment_intent: `pi_${name}` } }] } }, index * 3_000)]
          : kind === "payment"
            ? [checkoutCompleted(own, {}, when), intentSucceeded(own, {}, when), chargeSucceeded(own, {}, when)]
            : kind === "charge"
              ? [chargeSucceeded(own, { payment_intent: null }, when)]
              : [intentSucceeded(own, {}, when), chargeSucceeded(own, {}, when)];
      const about = { charge: `ch_${name}`, payment_intent: kind === "charge" ? null : `pi_${name}`, currency: "usd" };
      if (fate === "part" || fate === "failedRefund") events.push(stripeEvent("refund.created", { id: `re_${name}`, amount: 300, status: "pending", ...about }, when));
      if (fate === "failedRefund") events.push(stripeEvent("refund.failed", { id: `re_${name}`, amount: 300, status: "failed", ...about }, when));
      if (fate === "full") events.push({ ...chargeSucceeded(own, { amount_refunded: minor, refunded: true, payment_intent: about.payment_intent }, when), type: "charge.refunded" });
      if (fate === "lost" || fate === "won") events.push(stripeEvent("charge.dispute.created", { id: `dp_${name}`, amount: minor, status: "needs_response", ...about }, when), stripeEvent("charge.dispute.closed", { id: `dp_${name}`, amount: minor, status: fate, ...about }, when));
      return { events, expected: { net: minor - (fate === "part" ? 300 : fate === "full" || fate === "lost" ? minor : 0) } };
    }),
  );

test("any order with any repeats gives the payments of the orderly delivery, and the money that was made up", () => {
  fc.assert(
    fc.property(
      arbitraryPurchase.chain((purchases) => {
        const facts = factsOf(purchases.flatMap(({ events }) => events));
        return fc.tuple(fc.constant({ facts, purchases }), fc.shuffledSubarray(facts, { minLength: facts.length }), fc.array(fc.constantFrom(...facts), { maxLength: 6 }));
      }),
      ([{ facts, purchases }, shuffled, repeats]) => {
        const byKey = (payments: ReturnType<typeof buildPayments>) => [...payments].sort((a, b) => (a.key < b.key ? -1 : 1));
        const orderly = byKey(buildPayments(facts));
        expect(byKey(buildPayments([...shuffled, ...repeats]))).toEqual(orderly);
        expect(orderly).toHaveLength(purchases.length);
        const net = orderly.reduce((sum, payment) => sum + payment.amountMinor - payment.refundedMinor - payment.disputeLostMinor, 0);
        expect(net).toBe(purchases.reduce((sum, { expected }) => sum + expected.net, 0));
      },
    ),
    { numRuns: 1_000 },
  );
});

describe("invoices that more than one intent may have paid", () => {
  const HOUR = 60;
  const bill = (minutes: number, index: number) => invoice(String(index), 500, "manual", { parent: null }, minutes);
  const intent = (minutes: number, index: number) => intentSucceeded({ n: String(index), minor: 500, customer: "cus_a" }, {}, at(minutes));
  /** The most invoices that can have been paid by these intents, tried one by one. */
  const mostPaid = (bills: number[], intents: number[]): number => {
    const [first, ...rest] = bills;
    if (first === undefined) return 0;
    const taken = intents.flatMap((minutes, index) => (Math.abs(minutes - first) <= HOUR ? [1 + mostPaid(rest, intents.toSpliced(index, 1))] : []));
    return Math.max(mostPaid(rest, intents), ...taken);
  };
  const minutes = fc.array(fc.integer({ min: 0, max: 240 }), { maxLength: 4 });

  test("the money is as little as the facts allow, whatever the order; each intent counts, and what is held names those that fit", () => {
    fc.assert(
      fc.property(minutes, minutes, fc.integer(), (bills, intents, shuffle) => {
        const events = [...bills.map(bill), ...intents.map(intent)];
        const built = build(...events);
        const counted = built.filter(({ status }) => status === "succeeded");
        expect(counted).toHaveLength(bills.length + intents.length - mostPaid(bills, intents));
        for (const index of intents.keys()) expect(counted.map(({ key }) => key)).toContain(`pi_${index}`);
        for (const held of built.filter(({ status }) => status === "pending")) {
          const at = bills[Number(held.key.slice(3))] as number;
          expect(held.heldFor).toEqual(intents.flatMap((minutes, index) => (Math.abs(minutes - at) <= HOUR ? [`pi_${index}`] : [])));
        }
        const turned = events.map((event, index) => ({ event, rank: Math.imul(index + 1, shuffle | 1) })).sort((a, b) => a.rank - b.rank);
        expect(build(...turned.map(({ event }) => event), ...events.slice(0, 2))).toEqual(built);
      }),
      { numRuns: 500 },
    );
  });
});
