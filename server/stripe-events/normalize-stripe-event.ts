import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { emptyFact } from "../payments/empty-fact.ts";
import { normalizeCharge } from "./normalize-charge.ts";
import type { Normalized } from "../payments/normalized.ts";
import { normalizeCheckoutSession, normalizeExpiredCheckout } from "./normalize-checkout-session.ts";
import { normalizeCustomer } from "./normalize-customer.ts";
import { normalizeDispute } from "./normalize-dispute.ts";
import { normalizeInvoice, normalizeInvoicePayment } from "./normalize-invoice.ts";
import { normalizePaymentIntent } from "./normalize-payment-intent.ts";
import { normalizeRefund } from "./normalize-refund.ts";
import { normalizeSubscription } from "./normalize-subscription.ts";
import { dateOf, objectOf, textOf } from "./stripe-object.ts";
import { TEST_EVENT_TYPE } from "./wanted-events.ts";
import type { StripeObject } from "./stripe-object.ts";

export type StripeEventBody = { id: string; type: string; livemode: boolean; account: string | null; createdAt: Date; object: StripeObject };
export type Normalize = (event: StripeEventBody, base: PaymentFact) => Normalized;

const TABLE: Record<string, Normalize> = {
  "checkout.session.completed": normalizeCheckoutSession,
  "checkout.session.async_payment_succeeded": normalizeCheckoutSession,
  "checkout.session.async_payment_failed": normalizeCheckoutSession,
  "checkout.session.expired": normalizeExpiredCheckout,
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
  "customer.subscription.created": normalizeSubscription,
  "customer.subscription.updated": normalizeSubscription,
  "customer.subscription.deleted": normalizeSubscription,
  "customer.subscription.paused": normalizeSubscription,
  "customer.subscription.resumed": normalizeSubscription,
  "customer.subscription.trial_will_end": normalizeSubscription,
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
