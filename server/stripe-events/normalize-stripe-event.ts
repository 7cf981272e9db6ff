import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { normalizeEmail } from "../identities/normalize-email.ts";
import { emptyFact } from "../payments/empty-fact.ts";
import { normalizeCharge } from "./normalize-charge.ts";
import { normalizeCheckoutSession } from "./normalize-checkout-session.ts";
import { normalizeDispute } from "./normalize-dispute.ts";
import { normalizeInvoice, normalizeInvoicePayment } from "./normalize-invoice.ts";
import { normalizePaymentIntent } from "./normalize-payment-intent.ts";
import { normalizeRefund } from "./normalize-refund.ts";
import { dateOf, idOf, objectOf, textOf } from "./stripe-object.ts";
import { TEST_EVENT_TYPE } from "./wanted-events.ts";
import type { StripeObject } from "./stripe-object.ts";

export type StripeEventBody = { id: string; type: string; livemode: boolean; account: string | null; createdAt: Date; object: StripeObject };
/** What an event comes to: facts of money, or the reason in words why it has none. */
export type Normalized = { facts: PaymentFact[] } | { ignored: string };
export type Normalize = (event: StripeEventBody, base: PaymentFact) => Normalized;

const TABLE: Record<string, Normalize> = {
  "checkout.session.completed": normalizeCheckoutSession,
  "checkout.session.async_payment_succeeded": normalizeCheckoutSession,
  "checkout.session.async_payment_failed": normalizeCheckoutSession,
  "checkout.session.expired": () => ({ ignored: "An abandoned checkout: no payment" }),
  "payment_intent.succeeded": normalizePaymentIntent,
  "payment_intent.processing": normalizePaymentIntent,
  "payment_intent.payment_failed": normalizePaymentIntent,
  "payment_intent.canceled": normalizePaymentIntent,
  "charge.succeeded": normalizeCharge,
  "charge.captured": normalizeCharge,
  "charge.updated": normalizeCharge,
  "charge.failed": normalizeCharge,
  "charge.pending": normalizeCharge,
  "charge.refunded": normalizeCharge,
  "refund.created": normalizeRefund,
  "refund.updated": normalizeRefund,
  "refund.failed": normalizeRefund,
  "charge.refund.updated": normalizeRefund,
  "charge.dispute.created": normalizeDispute,
  "charge.dispute.updated": normalizeDispute,
  "charge.dispute.funds_withdrawn": normalizeDispute,
  "charge.dispute.funds_reinstated": normalizeDispute,
  "charge.dispute.closed": normalizeDispute,
  "invoice.paid": normalizeInvoice,
  "invoice.payment_succeeded": normalizeInvoice,
  "invoice_payment.paid": normalizeInvoicePayment,
  "customer.created": normalizeCustomer,
  "customer.updated": normalizeCustomer,
  [TEST_EVENT_TYPE]: () => ({ ignored: "PostMetric's own test event: the secret is right and the body came unchanged. It is no payment" }),
};

/** Takes a Stripe event apart into provider-neutral facts. Pure; never throws for a missing or odd field. */
export function normalizeStripeEvent(event: StripeEventBody): Normalized {
  if (event.account) return { ignored: `A Connect event of the account ${event.account}: its money is not this website's` };
  const normalize = Object.hasOwn(TABLE, event.type) ? TABLE[event.type] : undefined;
  if (!normalize) return { ignored: `PostMetric has no use for ${event.type}` };
  const base = emptyFact({ factId: `stripe:${event.id}`, provider: "stripe", account: event.account, livemode: event.livemode, at: event.createdAt, source: event.type });
  return normalize(event, base);
}

/** Reads an event's envelope; null when it is none. */
export function readEventBody(json: unknown): StripeEventBody | null {
  const event = objectOf(json);
  const [id, type] = [textOf(event["id"]), textOf(event["type"])];
  if (!id || !type || id.length > 255 || type.length > 200) return null;
  return {
    id,
    type,
    livemode: event["livemode"] === true,
    account: textOf(event["account"]),
    createdAt: dateOf(event["created"]) ?? new Date(0),
    object: objectOf(objectOf(event["data"])["object"]),
  };
}

function normalizeCustomer(event: StripeEventBody, base: PaymentFact): Normalized {
  const email = normalizeEmail(textOf(event.object["email"]));
  const customerId = idOf(event.object["id"]);
  if (!email || !customerId) return { ignored: "A customer without an e-mail address" };
  return { facts: [{ ...base, customerId, email: { rank: 0, value: email } }] };
}
