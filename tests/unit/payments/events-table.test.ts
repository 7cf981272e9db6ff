import { describe, expect, test } from "vitest";
import { buildPayments } from "../../../server/payments/build-payments.ts";
import { normalizeStripeEvent, readEventBody } from "../../../server/stripe-events/normalize-stripe-event.ts";
import type { Normalized } from "../../../server/payments/normalized.ts";
import { charge, olderCharge } from "../../fixtures/stripe/charge.ts";
import { checkoutSession, subscriptionSession } from "../../fixtures/stripe/checkout-session.ts";
import { stripeEvent } from "../../fixtures/stripe/events.ts";
import type { StripeEventJson } from "../../fixtures/stripe/events.ts";
import { invoice, invoicePayment, olderInvoice, paymentsOf } from "../../fixtures/stripe/invoice.ts";
import { olderPaymentIntent, paymentIntent } from "../../fixtures/stripe/payment-intent.ts";
import { dispute, refund } from "../../fixtures/stripe/refund-and-dispute.ts";
import { customer, subscription, subscriptionItem } from "../../fixtures/stripe/subscription-and-customer.ts";

const START = Date.UTC(2026, 0, 1, 12);
const at = (minutes: number) => ({ at: new Date(START + minutes * 60_000) });
const DAY = 24 * 60;

function normalize(event: StripeEventJson): Normalized {
  const body = readEventBody(event);
  return body ? normalizeStripeEvent(body) : { ignored: "no event" };
}

/** key, status, amount, refunded, lost: the same for every order of the events (all of up to 5, many of more) and with repeats. */
function money(...events: StripeEventJson[]): [string, string, number, number, number][] {
  const facts = events.flatMap((event) => {
    const said = normalize(event);
    return "facts" in said ? said.facts : [];
  });
  const told = (given: typeof facts) => buildPayments(given).map((p): [string, string, number, number, number] => [p.key, p.status, p.amountMinor, p.refundedMinor, p.disputeLostMinor]).sort();
  const orderly = told(facts);
  for (const order of someOrders(facts)) expect(told([...order, ...order.slice(0, 2)])).toEqual(orderly);
  return orderly;
}

function someOrders<Item>(items: Item[]): Item[][] {
  if (items.length <= 1) return [items];
  if (items.length > 5) return items.map((_, index) => [...items.slice(index), ...items.slice(0, index)].reverse());
  return items.flatMap((item, index) => someOrders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

const built = (...events: StripeEventJson[]) => buildPayments(events.flatMap((event) => { const said = normalize(event); return "facts" in said ? said.facts : []; }));
const PAID = ["pi_a", "succeeded", 10_000, 0, 0];
const paid = stripeEvent("payment_intent.succeeded", paymentIntent(), at(0));
const charged = stripeEvent("charge.succeeded", charge(), at(0));

describe("the table of events", () => {
  test("checkout.session.completed, paid -> succeeded; customer, e-mail, client_reference_id and payment_link are kept", () => {
    const session = stripeEvent("checkout.session.completed", checkoutSession({ client_reference_id: "pm_visitor-1_session-1", payment_link: "plink_a" }), at(0));
    expect(money(session)).toEqual([PAID]);
    expect(money(session, paid, charged)).toEqual([PAID]);
    expect(built(session)[0]).toMatchObject({ customerId: "cus_a", customerEmail: "buyer@example.com", paymentLinkId: "plink_a", claimed: { clientReference: "pm_visitor-1_session-1" } });
  });
  test("checkout.session.completed, unpaid -> pending", () => {
    expect(money(stripeEvent("checkout.session.completed", checkoutSession({ payment_status: "unpaid" }), at(0)))).toEqual([["pi_a", "pending", 10_000, 0, 0]]);
  });
  test("checkout.session.completed, no_payment_required -> succeeded with amount 0", () => {
    const free = checkoutSession({ payment_status: "no_payment_required", amount_total: 0, payment_intent: null, total_details: { amount_discount: 10_000, amount_shipping: 0, amount_tax: 0 } });
    expect(money(stripeEvent("checkout.session.completed", free, at(0)))).toEqual([["cs_live_a1", "succeeded", 0, 0, 0]]);
    const trial = subscriptionSession({ payment_status: "no_payment_required", amount_total: 0 });
    expect(money(stripeEvent("checkout.session.completed", trial, at(0)), stripeEvent("invoice.paid", invoice({ amount_due: 0, amount_paid: 0, total: 0 }), at(0)))).toEqual([["in_a", "succeeded", 0, 0, 0]]);
  });
  test("checkout.session.completed, mode setup -> nothing", () => {
    expect(normalize(stripeEvent("checkout.session.completed", checkoutSession({ mode: "setup", payment_intent: null, setup_intent: "seti_a" })))).toMatchObject({ ignored: expect.stringMatching(/no payment/) });
  });
  test("checkout.session.async_payment_succeeded / _failed: pending -> succeeded / failed", () => {
    const unpaid = stripeEvent("checkout.session.completed", checkoutSession({ payment_status: "unpaid" }), at(0));
    const processing = stripeEvent("payment_intent.processing", paymentIntent({ status: "processing", amount_received: 0, latest_charge: null }), at(0));
    expect(money(unpaid, processing, stripeEvent("checkout.session.async_payment_succeeded", checkoutSession(), at(3 * DAY)))).toEqual([PAID]);
    expect(money(unpaid, processing, stripeEvent("checkout.session.async_payment_failed", checkoutSession({ payment_status: "unpaid" }), at(3 * DAY)))).toEqual([["pi_a", "failed", 10_000, 0, 0]]);
    expect(built(unpaid, stripeEvent("checkout.session.async_payment_succeeded", checkoutSession(), at(3 * DAY)))[0]?.paidAt).toEqual(at(3 * DAY).at);
  });
  test("checkout.session.expired: an abandoned checkout, never a payment", () => {
    const said = normalize(stripeEvent("checkout.session.expired", checkoutSession({ status: "expired", payment_status: "unpaid", payment_intent: null, metadata: { visitorId: "visitor-1", sessionId: "session-1" } }), at(DAY)));
    expect(said).toMatchObject({ facts: [], checkout: { checkoutId: "cs_live_a1", state: "expired", visitorId: "visitor-1", sessionId: "session-1", startedAt: new Date(1_767_268_500_000), endedAt: at(DAY).at } });
  });
  test("payment_intent.succeeded -> succeeded, only with status succeeded and money received", () => {
    expect(money(paid)).toEqual([PAID]);
    expect(money(stripeEvent("payment_intent.succeeded", paymentIntent({ amount_received: 0 })))).toEqual([]);
    expect(money(stripeEvent("payment_intent.succeeded", paymentIntent({ status: "requires_capture" })))).toEqual([]);
  });
  test("payment_intent.processing / .payment_failed / .canceled -> pending / failed, never over a succeeded one", () => {
    const processing = stripeEvent("payment_intent.processing", paymentIntent({ status: "processing", amount_received: 0 }), at(1));
    const failed = stripeEvent("payment_intent.payment_failed", paymentIntent({ status: "requires_payment_method", amount_received: 0 }), at(2));
    const canceled = stripeEvent("payment_intent.canceled", paymentIntent({ status: "canceled", amount_received: 0, canceled_at: 1_767_270_000 }), at(3));
    expect(money(processing)).toEqual([["pi_a", "pending", 10_000, 0, 0]]);
    expect(money(processing, failed)).toEqual([["pi_a", "failed", 10_000, 0, 0]]);
    expect(money(canceled)).toEqual([["pi_a", "failed", 10_000, 0, 0]]);
    expect(money(processing, failed, canceled, paid)).toEqual([PAID]);
  });
  test("charge.succeeded, charge.captured, charge.updated: e-mail, captured amount; the payment itself without a PaymentIntent", () => {
    expect(money(charged, paid)).toEqual([PAID]);
    expect(money(stripeEvent("charge.succeeded", charge({ payment_intent: null })))).toEqual([["ch_a", "succeeded", 10_000, 0, 0]]);
    expect(built(charged)[0]?.customerEmail).toBe("buyer@example.com");
    const authorized = stripeEvent("charge.succeeded", charge({ captured: false, amount_captured: 0, balance_transaction: null }), at(0));
    expect(money(authorized)).toEqual([]);
    const some = stripeEvent("charge.captured", charge({ amount_captured: 3_000, amount_refunded: 0 }), at(1));
    const more = stripeEvent("charge.captured", charge({ amount_captured: 6_000, amount_refunded: 4_000 }), at(2));
    expect(money(authorized, some, more)).toEqual([["pi_a", "succeeded", 6_000, 0, 0]]);
    expect(money(stripeEvent("charge.succeeded", olderCharge()))).toEqual([PAID]);
  });
  test("what was authorised and not captured is no refund, however Stripe books it", () => {
    const captured = stripeEvent("charge.captured", charge({ amount_captured: 6_000, amount_refunded: 4_000 }), at(1));
    const release = stripeEvent("refund.created", refund({ id: "re_release", amount: 4_000, created: 1_767_268_600 }), at(1));
    expect(money(captured, release)).toEqual([["pi_a", "succeeded", 6_000, 0, 0]]);
    const real = stripeEvent("refund.created", refund({ id: "re_real", amount: 1_000 }), at(60));
    const told = stripeEvent("charge.refunded", charge({ amount_captured: 6_000, amount_refunded: 5_000 }), at(60));
    expect(money(captured, release, real, told)).toEqual([["pi_a", "partially_refunded", 6_000, 1_000, 0]]);
    expect(money(stripeEvent("charge.refunded", charge({ captured: false, amount_captured: 0, amount_refunded: 10_000, refunded: true })))).toEqual([]);
  });
  test("charge.refunded: refunded = amount_refunded; refunded true -> refunded, else partially_refunded", () => {
    expect(money(charged, stripeEvent("charge.refunded", charge({ amount_refunded: 2_500 }), at(5)))).toEqual([["pi_a", "partially_refunded", 10_000, 2_500, 0]]);
    expect(money(stripeEvent("charge.refunded", charge({ amount_refunded: 2_500 }), at(5)), stripeEvent("charge.refunded", charge({ amount_refunded: 10_000, refunded: true }), at(6)))).toEqual([["pi_a", "refunded", 10_000, 10_000, 0]]);
  });
  test("refund.created / .updated / .failed, charge.refund.updated: pending count, failed and canceled are given back", () => {
    const created = stripeEvent("refund.created", refund({ status: "pending" }), at(5));
    expect(money(paid, created)).toEqual([["pi_a", "partially_refunded", 10_000, 2_500, 0]]);
    expect(money(created)).toEqual([]);
    expect(money(paid, created, stripeEvent("refund.failed", refund({ status: "pending", failure_reason: "expired_or_canceled_card" }), at(6)))).toEqual([PAID]);
    expect(money(paid, created, stripeEvent("refund.updated", refund({ status: "canceled" }), at(6)))).toEqual([PAID]);
    expect(money(paid, created, stripeEvent("charge.refund.updated", refund({ status: "failed" }), at(6)))).toEqual([PAID]);
    expect(money(charged, stripeEvent("refund.created", refund({ id: "pyr_1", payment_intent: null }), at(5)))).toEqual([["pi_a", "partially_refunded", 10_000, 2_500, 0]]);
    const second = stripeEvent("refund.created", refund({ id: "re_b", amount: 1_000 }), at(7));
    expect(money(paid, created, second)).toEqual([["pi_a", "partially_refunded", 10_000, 3_500, 0]]);
  });
  test("a refund that failed after a figure was told is not taken off that figure", () => {
    const told = stripeEvent("charge.refunded", charge({ amount_refunded: 5_000 }), at(5));
    const failed = stripeEvent("refund.failed", refund({ id: "re_late", amount: 3_000, created: START / 1_000 + 3_600 }), at(70));
    expect(money(told, failed)).toEqual([["pi_a", "partially_refunded", 10_000, 5_000, 0]]);
  });
  test("charge.dispute.*: disputed; lost -> off net revenue; won or reinstated -> back", () => {
    const opened = stripeEvent("charge.dispute.created", dispute(), at(DAY));
    const withdrawn = stripeEvent("charge.dispute.funds_withdrawn", dispute(), at(DAY));
    const lost = stripeEvent("charge.dispute.closed", dispute({ status: "lost" }), at(2 * DAY));
    const won = stripeEvent("charge.dispute.closed", dispute({ status: "won" }), at(2 * DAY));
    const reinstated = stripeEvent("charge.dispute.funds_reinstated", dispute({ status: "lost" }), at(3 * DAY));
    expect(money(charged, opened, withdrawn)).toEqual([["pi_a", "disputed", 10_000, 0, 0]]);
    expect(money(charged, opened, withdrawn, lost)).toEqual([["pi_a", "disputed", 10_000, 0, 10_000]]);
    expect(money(charged, opened, withdrawn, won)).toEqual([PAID]);
    expect(money(charged, opened, lost, reinstated)).toEqual([PAID]);
    expect(money(charged, stripeEvent("charge.refunded", charge({ amount_refunded: 4_000 }), at(5)), lost)).toEqual([["pi_a", "disputed", 10_000, 4_000, 6_000]]);
    expect(money(charged, opened, lost, stripeEvent("charge.dispute.updated", dispute({ status: "won" }), at(9 * DAY)))).toEqual([PAID]);
    expect(money(charged, opened, lost, stripeEvent("charge.dispute.updated", dispute({ status: "appeal_under_review" }), at(3 * DAY)))).toEqual([["pi_a", "disputed", 10_000, 0, 10_000]]);
  });
  test("inquiries and prevented disputes don't count, also when they were told as open before", () => {
    expect(money(charged, stripeEvent("charge.dispute.created", dispute({ status: "warning_needs_response" }), at(DAY)), stripeEvent("charge.dispute.closed", dispute({ status: "warning_closed" }), at(9 * DAY)))).toEqual([PAID]);
    expect(money(charged, stripeEvent("charge.dispute.created", dispute(), at(DAY)), stripeEvent("charge.dispute.closed", dispute({ status: "prevented" }), at(DAY + 5)))).toEqual([PAID]);
  });
  test("invoice.paid, invoice.payment_succeeded, invoice_payment.paid: one payment an invoice, since basil and before", () => {
    const session = stripeEvent("checkout.session.completed", subscriptionSession(), at(0));
    const both = [stripeEvent("invoice.paid", invoice(), at(0)), stripeEvent("invoice.payment_succeeded", invoice(), at(0))];
    const tie = stripeEvent("invoice_payment.paid", invoicePayment(), at(0));
    expect(money(session, paid, ...both, tie)).toEqual([PAID]);
    expect(money(session, paid)).toEqual([PAID]);
    expect(money(session, paid, stripeEvent("invoice.paid", olderInvoice(), { ...at(0), apiVersion: "2024-06-20" }))).toEqual([PAID]);
    expect(money(session, stripeEvent("payment_intent.succeeded", olderPaymentIntent(), { ...at(0), apiVersion: "2024-06-20" }))).toEqual([PAID]);
    expect(money(session, stripeEvent("invoice.paid", invoice({ payments: paymentsOf(invoicePayment({ status: "canceled", amount_paid: null, payment: { type: "payment_intent", payment_intent: "pi_old" } }), invoicePayment()) }), at(0)), paid)).toEqual([PAID]);
  });
  test("billing_reason: subscription_create is the first, subscription_cycle and others a renewal, else one_time", () => {
    const kinds = (["subscription_create", "subscription_cycle", "subscription_update", "subscription_threshold", "manual"] as const).map((billing_reason) => built(stripeEvent("invoice.paid", invoice({ billing_reason })))[0]?.kind);
    expect(kinds).toEqual(["subscription_initial", "subscription_renewal", "subscription_renewal", "subscription_renewal", "one_time"]);
    const renewal = [stripeEvent("invoice.paid", invoice({ id: "in_b", billing_reason: "subscription_cycle" }), at(30 * DAY)), stripeEvent("invoice_payment.paid", invoicePayment({ id: "inpay_b", invoice: "in_b", payment: { type: "payment_intent", payment_intent: "pi_b" } }), at(30 * DAY)), stripeEvent("payment_intent.succeeded", paymentIntent({ id: "pi_b", latest_charge: "ch_b" }), at(30 * DAY))];
    expect(money(stripeEvent("checkout.session.completed", subscriptionSession(), at(0)), paid, ...renewal)).toEqual([PAID, ["pi_b", "succeeded", 10_000, 0, 0]]);
  });
  test("an invoice of amount 0 is not revenue; one paid past Stripe is its own payment, whoever else paid as much", () => {
    expect(money(stripeEvent("invoice.paid", invoice({ amount_due: 0, amount_paid: 0 })))).toEqual([["in_a", "succeeded", 0, 0, 0]]);
    const past = invoice({ billing_reason: "manual", amount_paid: 0, amount_paid_off_stripe: 10_000, parent: null });
    expect(money(stripeEvent("invoice.paid", { ...past, paid_out_of_band: true }, at(0)), paid)).toEqual([["in_a", "succeeded", 10_000, 0, 0], PAID]);
  });
  test("an invoice paid by two PaymentIntents is two payments, whichever events tell it", () => {
    const parts = [invoicePayment({ amount_paid: 4_000 }), invoicePayment({ id: "inpay_b", amount_paid: 6_000, payment: { type: "payment_intent", payment_intent: "pi_b" } })] as const;
    const expected = [["pi_a", "succeeded", 4_000, 0, 0], ["pi_b", "succeeded", 6_000, 0, 0]];
    const intents = [stripeEvent("payment_intent.succeeded", paymentIntent({ amount: 4_000, amount_received: 4_000 }), at(0)), stripeEvent("payment_intent.succeeded", paymentIntent({ id: "pi_b", latest_charge: "ch_b", amount: 6_000, amount_received: 6_000 }), at(0))];
    expect(money(stripeEvent("invoice.paid", invoice({ payments: paymentsOf(...parts) }), at(0)))).toEqual(expected);
    expect(money(stripeEvent("invoice.paid", invoice(), at(0)), ...parts.map((part) => stripeEvent("invoice_payment.paid", part, at(0))), ...intents)).toEqual(expected);
  });
  test("an invoice fits an intent of the same customer, currency and amount within an hour, only if exactly one does", () => {
    const bill = stripeEvent("invoice.paid", invoice(), at(0));
    const other = stripeEvent("payment_intent.succeeded", paymentIntent({ id: "pi_b", latest_charge: "ch_b" }), at(10));
    expect(money(bill, paid)).toEqual([PAID]);
    // Which of the two paid it cannot be told: it is held for them, so that its money is not counted a second time.
    expect(money(bill, paid, other)).toEqual([["in_a", "pending", 10_000, 0, 0], PAID, ["pi_b", "succeeded", 10_000, 0, 0]]);
    expect(built(bill, paid, other).flatMap(({ heldFor }) => heldFor)).toEqual(["pi_a", "pi_b"]);
    expect(money(bill, paid, other, stripeEvent("invoice_payment.paid", invoicePayment(), at(11))).map(([key]) => key)).toEqual(["pi_a", "pi_b"]);
    expect(money(bill, stripeEvent("payment_intent.succeeded", paymentIntent(), at(61))).map(([key]) => key)).toEqual(["in_a", "pi_a"]);
    expect(money(bill, stripeEvent("payment_intent.succeeded", paymentIntent({ customer: "cus_b" }), at(0))).map(([key]) => key)).toEqual(["in_a", "pi_a"]);
    expect(money(bill, stripeEvent("payment_intent.succeeded", paymentIntent({ currency: "eur" }), at(0))).map(([key]) => key)).toEqual(["in_a", "pi_a"]);
    // Two like subscriptions within the hour, told by the guide's three events only: two payments, not four.
    const second = stripeEvent("checkout.session.completed", subscriptionSession({ id: "cs_b", invoice: "in_b", subscription: "sub_b" }), at(10));
    expect(money(stripeEvent("checkout.session.completed", subscriptionSession(), at(0)), paid, second, other).map(([key]) => key)).toEqual(["pi_a", "pi_b"]);
  });
  test("customer.subscription.*: the subscription's state, no money", () => {
    const said = normalize(stripeEvent("customer.subscription.updated", subscription({ items: { object: "list", data: [subscriptionItem(1_500, 2), subscriptionItem(12_000, 1, "year")], has_more: false, url: "" } }), at(0)));
    expect(said).toMatchObject({ facts: [], subscription: { subscriptionId: "sub_a", customerId: "cus_a", status: "active", currency: "USD", amountMinor: 3_000, interval: "month", intervalCount: 1, items: [{ amountMinor: 3_000 }, { amountMinor: 12_000, interval: "year" }], endedAt: null } });
    expect(normalize(stripeEvent("customer.subscription.deleted", subscription({ status: "canceled", canceled_at: 1_770_000_000, ended_at: 1_770_000_000 })))).toMatchObject({ subscription: { status: "canceled", endedAt: new Date(1_770_000_000_000) } });
  });
  test("customer.created / .updated: e-mail and customer, for payments without a better witness", () => {
    const guest = checkoutSession({ customer_details: null });
    const known = stripeEvent("customer.created", customer({ email: "Known@Example.com" }), at(-5));
    const payment = built(stripeEvent("checkout.session.completed", guest, at(0)), known)[0];
    expect(payment).toMatchObject({ customerEmail: "known@example.com", emailRank: 0 });
    const [first, again] = [known, stripeEvent("customer.updated", customer({ email: "known@example.com", balance: -100 }), at(50))].map(normalize);
    expect("facts" in first! && "facts" in again! && first.facts[0]?.factId === again.facts[0]?.factId).toBe(true);
    expect(normalize(stripeEvent("customer.updated", customer({ email: null })))).toMatchObject({ ignored: expect.stringMatching(/without an e-mail/) });
  });
  test("anything else: ignored, in words", () => {
    expect(normalize(stripeEvent("product.created", { id: "prod_a", object: "product" }))).toMatchObject({ ignored: expect.stringMatching(/product.created/) });
    const connect = { ...paid, account: "acct_other" };
    expect(normalize(connect)).toMatchObject({ ignored: expect.stringMatching(/acct_other/) });
  });
  test("events of another mode never merge", () => {
    const tested = stripeEvent("payment_intent.succeeded", paymentIntent({ livemode: false }), { ...at(0), livemode: false });
    expect(built(paid, tested, charged).map(({ livemode, key }) => [key, livemode]).sort()).toEqual([["pi_a", false], ["pi_a", true]]);
  });
  test("the amount goes by rank, with the currency of who tells it", () => {
    const session = stripeEvent("checkout.session.completed", checkoutSession({ amount_total: 9_000, currency: "eur" }), at(0));
    expect(built(session, charged)[0]).toMatchObject({ amountMinor: 10_000, currency: "USD" });
    const yen = paymentIntent({ amount: 5_000, amount_received: 5_000, currency: "jpy" });
    expect(built(stripeEvent("payment_intent.succeeded", yen))[0]).toMatchObject({ amountMinor: 5_000, currency: "JPY" });
  });
  test("ids for linking: session > payment intent > charge > invoice > subscription; e-mail: session > charge > intent > invoice", () => {
    const ids = (name: string) => ({ visitorId: `visitor-${name}`, sessionId: `session-${name}` });
    const ofIntent = stripeEvent("payment_intent.succeeded", paymentIntent({ metadata: ids("intent"), receipt_email: "intent@example.com" }), at(0));
    const ofCharge = stripeEvent("charge.succeeded", charge({ metadata: ids("charge") }), at(0));
    const ofInvoice = stripeEvent("invoice.paid", invoice({ metadata: ids("invoice"), customer_email: "invoice@example.com", payments: paymentsOf(invoicePayment()) }), at(0));
    const ofSubscription = stripeEvent("invoice.paid", invoice({ customer_email: null, payments: paymentsOf(invoicePayment()), parent: { quote_details: null, subscription_details: { metadata: ids("subscription"), subscription: "sub_a" }, type: "subscription_details" } }), at(0));
    const ofSession = stripeEvent("checkout.session.completed", checkoutSession({ metadata: { visitor_id: "visitor-session" } }), at(0));
    const winner = (...events: StripeEventJson[]) => [built(...events)[0]?.claimed.visitorId, built(...events)[0]?.customerEmail];
    expect(winner(ofSubscription)[0]).toBe("visitor-subscription");
    expect(winner(ofSubscription, ofInvoice)).toEqual(["visitor-invoice", "invoice@example.com"]);
    expect(winner(ofInvoice, ofIntent)).toEqual(["visitor-intent", "intent@example.com"]);
    expect(winner(ofInvoice, ofCharge)).toEqual(["visitor-charge", "buyer@example.com"]);
    expect(winner(ofSubscription, ofInvoice, ofCharge, ofIntent, ofSession)).toEqual(["visitor-session", "buyer@example.com"]);
  });
});
