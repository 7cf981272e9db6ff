import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { dateOf, idOf, minorOf, textOf } from "./stripe-object.ts";
import type { Normalize } from "./normalize-stripe-event.ts";
import type { StripeObject } from "./stripe-object.ts";

/** One refund's record; `failedByEvent` when the event says so whatever the status does. */
export function readRefund(refund: StripeObject, at: Date, failedByEvent: boolean): PaymentFact["refunds"] {
  const [refundId, amountMinor] = [idOf(refund["id"]), minorOf(refund["amount"])];
  if (!refundId || amountMinor === null) return [];
  const failed = failedByEvent || refund["status"] === "failed" || refund["status"] === "canceled";
  return [{ refundId, amountMinor, failed, at: dateOf(refund["created"]) ?? at }];
}

/** A refund on its own: pending ones count, failed and canceled ones are given back. Found by its intent or its charge. */
export const normalizeRefund: Normalize = (event, base) => {
  const refunds = readRefund(event.object, event.createdAt, event.type === "refund.failed");
  const [intentId, chargeId] = [idOf(event.object["payment_intent"]), idOf(event.object["charge"])];
  if (refunds.length === 0 || (!intentId && !chargeId)) return { ignored: "A refund that names neither a charge nor a payment intent" };
  return { facts: [{ ...base, intentId, chargeId, currency: textOf(event.object["currency"])?.toUpperCase() ?? null, refunds }] };
};
