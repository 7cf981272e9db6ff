import { charge } from "../../fixtures/stripe/charge.ts";
import { checkoutSession, subscriptionSession } from "../../fixtures/stripe/checkout-session.ts";
import { stripeEvent } from "../../fixtures/stripe/events.ts";
import { invoice, invoicePayment, olderInvoice } from "../../fixtures/stripe/invoice.ts";
import { olderPaymentIntent, paymentIntent } from "../../fixtures/stripe/payment-intent.ts";
import { dispute, refund } from "../../fixtures/stripe/refund-and-dispute.ts";
import { customer as customerObject, subscription, subscriptionItem } from "../../fixtures/stripe/subscription-and-customer.ts";
import type { StripeEventJson } from "../../fixtures/stripe/events.ts";
import { hasSession, isSubscription } from "./purchase-plan.ts";
import type { PurchasePlan } from "./purchase-plan.ts";

/** What the checkout carries: ids for linking and, on the shared endpoint, the website. `email` is given to one witness only. */
export type Carried = { metadata: Record<string, string>; reference: string | null; email: string | null };

const BY_GUIDE = ["checkout.session.completed", "payment_intent.succeeded", "charge.refunded", "invoice.paid"];
const MINUTE = 60_000;
export const DAY_MS = 24 * 60 * MINUTE;
const OLDER = { apiVersion: "2024-06-20" };

/** Every event that Stripe would send for a plan, in its order, bought at `t`; their ids are made of `n`, so that a second telling gives the same ones. */
export function purchaseEvents(plan: PurchasePlan, n: string, t: number, carried: Carried): StripeEventJson[] {
  const events = [...customerEvents(plan, n, t, carried), ...bought(plan, n, t, carried), ...ending(plan, n, t), ...secondPurchase(plan, n, t, carried)];
  const told = plan.guide ? events.filter(({ type }) => BY_GUIDE.includes(type)) : events;
  return told.map((event, index) => ({ ...event, id: `evt_${n}_${String(index).padStart(2, "0")}` }));
}

const at = (ms: number, livemode: boolean) => ({ at: new Date(ms), livemode });
const customerOf = ({ guest }: PurchasePlan, n: string) => (guest ? null : `cus_${n}`);
const moneyOf = (plan: PurchasePlan, n: string) => ({ customer: customerOf(plan, n), currency: plan.currency });

function customerEvents(plan: PurchasePlan, n: string, t: number, { email }: Carried): StripeEventJson[] {
  if (plan.emailBy !== "customer" || plan.guest || !email || plan.method === "api") return [];
  return [stripeEvent("customer.created", customerObject({ id: `cus_${n}`, email }), at(t - MINUTE, plan.livemode))];
}

function chargeOf(plan: PurchasePlan, n: string, email: string | null, changes: object = {}) {
  const whole = charge({ ...moneyOf(plan, n), id: `ch_${n}`, amount: plan.minor, amount_captured: plan.minor, payment_intent: plan.method === "charge" ? null : `pi_${n}` });
  return { ...whole, billing_details: { ...whole.billing_details, email: plan.emailBy === "charge" ? email : null }, ...changes };
}

/** The events by which the money (or none) came, by the plan's method. */
function bought(plan: PurchasePlan, n: string, t: number, carried: Carried): StripeEventJson[] {
  const { method, minor, livemode } = plan;
  const money = moneyOf(plan, n);
  const when = (ms: number, more: object = {}) => ({ ...at(t + ms, livemode), ...more });
  const onSession = hasSession(method);
  const details = { ...checkoutSession().customer_details!, email: plan.emailBy === "session" ? carried.email : null };
  const told = { customer_details: details, metadata: carried.metadata, client_reference_id: carried.reference };
  const session = (changes: object = {}) => checkoutSession({ ...money, ...told, id: `cs_${n}`, amount_subtotal: minor, amount_total: minor, payment_intent: `pi_${n}`, ...changes });
  const intent = (changes: object = {}) => paymentIntent({ ...money, id: `pi_${n}`, amount: minor, amount_received: minor, latest_charge: `ch_${n}`, metadata: onSession ? {} : carried.metadata, ...changes });
  const paid = stripeEvent("payment_intent.succeeded", intent(), when(1_000));
  const charged = stripeEvent("charge.succeeded", chargeOf(plan, n, carried.email, method === "charge" ? { metadata: carried.metadata } : {}), when(1_000));
  switch (method) {
    case "checkout":
    case "api and stripe":
      return [stripeEvent("checkout.session.completed", session(), when(0)), paid, charged, stripeEvent("charge.updated", charged.data.object, when(40_000))];
    case "payment link":
      return [stripeEvent("checkout.session.completed", session({ payment_link: `plink_${n}` }), when(0)), paid, charged];
    case "delayed":
    case "delayed and failed": {
      const begun = [stripeEvent("checkout.session.completed", session({ payment_status: "unpaid" }), when(0)), stripeEvent("payment_intent.processing", intent({ amount_received: 0, status: "processing", latest_charge: null }), when(1_000))];
      if (method === "delayed") {
        const later = when(3 * DAY_MS);
        return [...begun, stripeEvent("charge.succeeded", charged.data.object, later), stripeEvent("payment_intent.succeeded", intent(), later), stripeEvent("checkout.session.async_payment_succeeded", session(), later)];
      }
      const failed = stripeEvent("payment_intent.payment_failed", intent({ amount_received: 0, status: "requires_payment_method", latest_charge: null }), when(3 * DAY_MS));
      return [...begun, failed, stripeEvent("checkout.session.async_payment_failed", session({ payment_status: "unpaid" }), when(3 * DAY_MS))];
    }
    case "intent":
      return [stripeEvent("payment_intent.payment_failed", intent({ amount_received: 0, status: "requires_payment_method", latest_charge: null }), when(-60_000)), paid, charged];
    case "charge":
      return [charged];
    case "part captured": {
      const authorized = stripeEvent("charge.succeeded", chargeOf(plan, n, carried.email, { captured: false, amount: minor + 700, amount_captured: 0 }), when(0));
      const captured = stripeEvent("charge.captured", chargeOf(plan, n, carried.email, { amount: minor + 700, amount_refunded: 700 }), when(1_000));
      return [authorized, stripeEvent("payment_intent.succeeded", intent({ amount: minor + 700 }), when(1_000)), captured];
    }
    case "free":
      return [stripeEvent("checkout.session.completed", session({ payment_status: "no_payment_required", amount_total: 0, payment_intent: null }), when(0))];
    case "expired":
      return [stripeEvent("checkout.session.expired", session({ status: "expired", payment_status: "unpaid", payment_intent: null }), when(0))];
    case "bill paid past Stripe": {
      const bill = invoice({ ...money, id: `in_${n}`, billing_reason: "manual", amount_due: minor, amount_paid: 0, amount_paid_off_stripe: minor, parent: null, metadata: carried.metadata, customer_email: carried.email });
      return [stripeEvent("invoice.paid", { ...bill, paid_out_of_band: true }, when(0))];
    }
    case "two intents": {
      const bill = invoice({ ...money, id: `in_${n}`, billing_reason: "manual", amount_paid: minor, parent: null, metadata: carried.metadata, customer_email: carried.email });
      const parts = [["a", 600], ["b", minor - 600]] as const;
      return [
        stripeEvent("invoice.paid", bill, when(0)),
        ...parts.flatMap(([part, partMinor]) => [
          stripeEvent("payment_intent.succeeded", intent({ id: `pi_${n}${part}`, amount: partMinor, amount_received: partMinor, latest_charge: `ch_${n}${part}`, metadata: {} }), when(1_000)),
          stripeEvent("invoice_payment.paid", invoicePayment({ id: `inpay_${n}${part}`, invoice: `in_${n}`, currency: money.currency, amount_paid: partMinor, payment: { type: "payment_intent", payment_intent: `pi_${n}${part}` } }), when(1_000)),
        ]),
      ];
    }
    case "subscription":
    case "older subscription":
    case "trial": {
      const trial = method === "trial";
      const free = trial ? { amount_total: 0, payment_status: "no_payment_required" as const } : { amount_total: minor };
      const begun = stripeEvent("checkout.session.completed", subscriptionSession({ ...money, ...told, id: `cs_${n}`, invoice: `in_${n}`, subscription: `sub_${n}`, ...free }), when(0));
      const first = billed(plan, n, t, "", trial ? 0 : minor, carried);
      const item = { ...subscriptionItem(minor), subscription: `sub_${n}` };
      const state = subscription({ id: `sub_${n}`, customer: money.customer ?? "", currency: money.currency, items: { object: "list", data: [item], has_more: false, url: "" } });
      const renewals = Array.from({ length: plan.renewals }, (_, index) => billed(plan, n, t + 30 * (index + 1) * DAY_MS, `_${index + 2}`, minor, carried)).flat();
      return [begun, ...first, stripeEvent("customer.subscription.created", state, when(2_000)), ...renewals];
    }
    case "api":
      return [];
  }
}

/** One invoice of a subscription with what paid it, told as its generation of the API tells it. `part`: the empty text for the first. */
function billed(plan: PurchasePlan, n: string, t: number, part: string, minor: number, { email }: Carried): StripeEventJson[] {
  const { livemode, method, guide } = plan;
  const [money, ids] = [moneyOf(plan, n), { pi: `pi_${n}${part}`, ch: `ch_${n}${part}` }];
  const when = (more: object = {}) => ({ ...at(t + 1_000, livemode), ...more });
  const reason = part === "" ? ("subscription_create" as const) : ("subscription_cycle" as const);
  const bill = { ...money, id: `in_${n}${part}`, amount_due: minor, amount_paid: minor, total: minor, customer_email: null, billing_reason: reason };
  const charged = (changes: object) => stripeEvent("charge.succeeded", chargeOf(plan, n, email, { id: ids.ch, payment_intent: ids.pi, ...changes }), when());
  const intent = { ...money, id: ids.pi, amount: minor, amount_received: minor, latest_charge: ids.ch };
  if (method === "older subscription") {
    const older = stripeEvent("invoice.paid", olderInvoice({ ...bill, payment_intent: ids.pi, charge: ids.ch, subscription: `sub_${n}` }), when(OLDER));
    return [charged({ invoice: bill.id }), stripeEvent("payment_intent.succeeded", { ...olderPaymentIntent(intent), invoice: bill.id }, when(OLDER)), older, stripeEvent("invoice.payment_succeeded", older.data.object, when(OLDER))];
  }
  const whole = invoice({ ...bill, parent: { quote_details: null, type: "subscription_details", subscription_details: { metadata: {}, subscription: `sub_${n}` } } });
  const told = [stripeEvent("invoice.paid", whole, when()), stripeEvent("invoice.payment_succeeded", whole, when())];
  if (minor === 0) return told;
  const tie = stripeEvent("invoice_payment.paid", invoicePayment({ id: `inpay_${n}${part}`, invoice: bill.id, currency: money.currency, amount_paid: minor, payment: { type: "payment_intent", payment_intent: ids.pi } }), when());
  return [...told, stripeEvent("payment_intent.succeeded", paymentIntent(intent), when()), ...(guide ? [] : [charged({}), tie])];
}

/** What became of the first payment afterwards. */
function ending(plan: PurchasePlan, n: string, t: number): StripeEventJson[] {
  const { fate, minor, livemode, method, currency } = plan;
  if (fate === "kept" || method === "api") return [];
  const base = method === "delayed" ? t + 3 * DAY_MS : t;
  const when = (minutes: number) => at(base + minutes * MINUTE, livemode);
  const about = { payment_intent: method === "charge" ? null : `pi_${n}`, charge: `ch_${n}`, currency };
  const uncaptured = method === "part captured" ? 700 : 0;
  const back = (amount: number, refundedMinor: number, minutes: number) =>
    stripeEvent("charge.refunded", chargeOf(plan, n, null, { amount: amount + uncaptured, amount_refunded: refundedMinor + uncaptured, refunded: refundedMinor >= minor }), when(minutes));
  const refunded = (type: string, id: string, amount: number, status: "pending" | "succeeded" | "failed", minutes: number) =>
    stripeEvent(type, refund({ ...about, id: `re_${n}${id}`, amount, status, created: Math.floor((base + 60 * MINUTE) / 1_000) + (id === "b" ? 3_600 : 0) }), when(minutes));
  const disputed = (type: string, status: "needs_response" | "lost" | "won", minutes: number) => stripeEvent(type, dispute({ ...about, id: `du_${n}`, amount: minor, status }), when(minutes));
  const opened = [disputed("charge.dispute.created", "needs_response", 90), disputed("charge.dispute.funds_withdrawn", "needs_response", 91)];
  switch (fate) {
    case "part refunded":
      return [back(minor, 300, 60), refunded("refund.created", "a", 300, "pending", 60), back(minor, 500, 120), refunded("refund.created", "b", 200, "succeeded", 120)];
    case "told by refunds":
      return [refunded("refund.created", "a", 300, "pending", 60), refunded("refund.updated", "a", 300, "succeeded", 70), refunded("refund.created", "b", 200, "succeeded", 120)];
    case "refund failed":
      return [back(minor, 300, 60), refunded("refund.created", "a", 300, "pending", 60), refunded("refund.failed", "a", 300, "failed", 4_000)];
    case "refunded":
      return [back(minor, minor, 60)];
    case "dispute open":
      return opened;
    case "dispute lost":
      return [...opened, disputed("charge.dispute.closed", "lost", 5_000)];
    case "dispute won":
      return [...opened, disputed("charge.dispute.closed", "won", 5_000), disputed("charge.dispute.funds_reinstated", "won", 5_001)];
  }
}

/** Two days later, when nobody is on the website; only its customer tells who it was. */
function secondPurchase(plan: PurchasePlan, n: string, t: number, { metadata }: Carried): StripeEventJson[] {
  if (!plan.again) return [];
  const when = at(t + 2 * DAY_MS + 90 * MINUTE, plan.livemode);
  const website: Record<string, string> = metadata["websiteId"] ? { websiteId: metadata["websiteId"] } : {};
  const money = { ...moneyOf(plan, n), amount: 4_200 };
  const second = checkoutSession({ ...moneyOf(plan, n), id: `cs_${n}_again`, amount_total: 4_200, payment_intent: `pi_${n}_again`, metadata: website, customer_details: { ...checkoutSession().customer_details!, email: null } });
  return [stripeEvent("checkout.session.completed", second, when), stripeEvent("payment_intent.succeeded", paymentIntent({ ...money, id: `pi_${n}_again`, amount_received: 4_200, latest_charge: null }), when)];
}

/** The money that a plan comes to, by payment: amount, refunded, lost. Worked out by hand, not by the code under test. */
export function expectedMoney(plan: PurchasePlan): { minor: number; refunded: number; lost: number; currency: string; counts: boolean }[] {
  const { method, minor, fate, guide } = plan;
  const one = (amount: number, refunded = 0, lost = 0, counts = true) => ({ minor: amount, refunded, lost, currency: plan.currency.toUpperCase(), counts: counts && plan.livemode });
  const refunded = fate === "refunded" ? minor : fate === "part refunded" || fate === "told by refunds" ? 500 : fate === "refund failed" && guide ? 300 : 0;
  const first = one(minor, refunded, fate === "dispute lost" ? minor : 0);
  const renewals = isSubscription(method) ? Array.from({ length: plan.renewals }, () => one(minor)) : [];
  const second = plan.again ? [one(4_200)] : [];
  if (method === "expired") return [];
  if (method === "two intents") return [one(600), one(minor - 600)];
  if (method === "delayed and failed") return [one(minor, 0, 0, false), ...second];
  if (method === "free" || method === "trial") return [one(0), ...renewals, ...second];
  return [first, ...renewals, ...second];
}
