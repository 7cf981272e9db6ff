import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { normalizeEmail } from "../identities/normalize-email.ts";
import { emptyFact } from "../payments/empty-fact.ts";
import type { Normalized } from "../payments/normalized.ts";
import { minorOf, textOf } from "../shared/json-fields.ts";
import { dateOf, idOf } from "./read-event.ts";
import type { LemonSqueezyEvent } from "./read-event.ts";

const OUTCOMES: Record<string, PaymentFact["outcome"]> = { paid: "succeeded", refunded: "succeeded", partial_refund: "succeeded", pending: "pending", failed: "failed", void: "failed", fraudulent: "failed" };

/**
 * Takes a Lemon Squeezy event apart into provider-neutral facts. Pure; never throws for a missing or odd field. An order is the payment; a
 * subscription's first invoice is its order's money, told again; each renewal's invoice is a payment of its own.
 */
export function normalizeLemonSqueezyEvent(event: LemonSqueezyEvent, eventId: string, receivedAt: Date): Normalized {
  const { name, attributes, claims } = event;
  const email = normalizeEmail(textOf(attributes["user_email"]));
  const base = emptyFact({
    factId: `lemonsqueezy:${eventId}`,
    provider: "lemonsqueezy",
    livemode: event.livemode,
    at: dateOf(attributes["created_at"]) ?? receivedAt,
    source: name,
    customerId: idOf(attributes["customer_id"]),
    currency: textOf(attributes["currency"])?.toUpperCase() ?? null,
    email: email ? { rank: 4, value: email } : null,
    claimed: { rank: 5, visitorId: claims.visitorId, sessionId: claims.sessionId, clientReference: null },
  });
  switch (name) {
    case "order_created":
    case "order_refunded":
      return { facts: moneyOf(event, { ...base, intentId: event.objectId, chargeId: textOf(attributes["identifier"]) }, 5) };
    case "subscription_created":
      return tieToOrder(event, base);
    case "subscription_payment_success":
    case "subscription_payment_recovered":
    case "subscription_payment_refunded":
    case "subscription_payment_failed":
      return readSubscriptionInvoice(event, base);
    default:
      return { ignored: `PostMetric has no use for ${name}` };
  }
}

/** What was paid, and apart, since it happened on another day, what was given back. A refund without a figure takes back all. */
function moneyOf({ attributes }: LemonSqueezyEvent, fact: PaymentFact, rank: number): PaymentFact[] {
  const minor = minorOf(attributes["total"]);
  const refundedMinor = minorOf(attributes["refunded_amount"]) ?? (attributes["refunded"] === true ? minor : null);
  const paid: PaymentFact = { ...fact, amount: minor === null ? null : { rank, minor }, outcome: OUTCOMES[textOf(attributes["status"]) ?? ""] ?? null };
  if (!refundedMinor) return [paid];
  return [paid, { ...fact, factId: `${fact.factId}:refund`, at: dateOf(attributes["refunded_at"]) ?? dateOf(attributes["updated_at"]) ?? fact.at, refundedMinor }];
}

/** A new subscription says which order began it: its first invoice is that order's money. */
function tieToOrder({ objectId, attributes }: LemonSqueezyEvent, base: PaymentFact): Normalized {
  const orderId = idOf(attributes["order_id"]);
  if (!orderId) return { ignored: "A subscription that names no order" };
  return { facts: [{ ...base, intentId: orderId, invoiceId: firstInvoiceOf(objectId), subscriptionId: objectId, kind: "subscription_initial" }] };
}

function readSubscriptionInvoice(event: LemonSqueezyEvent, base: PaymentFact): Normalized {
  const subscriptionId = idOf(event.attributes["subscription_id"]);
  if (!subscriptionId) return { ignored: "An invoice that names no subscription" };
  const initial = event.attributes["billing_reason"] === "initial";
  const place = initial ? { invoiceId: firstInvoiceOf(subscriptionId) } : { chargeId: `subscription-invoice:${event.objectId}` };
  return { facts: moneyOf(event, { ...base, ...place, subscriptionId, kind: initial ? "subscription_initial" : "subscription_renewal" }, initial ? 2 : 5) };
}

function firstInvoiceOf(subscriptionId: string): string {
  return `subscription:${subscriptionId}:first`;
}
