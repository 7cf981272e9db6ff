import { normalizeEmail } from "../identities/normalize-email.ts";
import { claimsOf, idOf, minorOf, textOf } from "./stripe-object.ts";
import type { Normalize } from "./normalize-stripe-event.ts";

/** A PaymentIntent: the canonical name of a payment. Succeeded only with its status and money received. */
export const normalizePaymentIntent: Normalize = (event, base) => {
  const intent = event.object;
  const received = minorOf(intent["amount_received"]) ?? 0;
  const claims = claimsOf(intent["metadata"]);
  const email = normalizeEmail(textOf(intent["receipt_email"]));
  const succeeded = event.type === "payment_intent.succeeded" && intent["status"] === "succeeded" && received > 0;
  const outcome = succeeded ? "succeeded" : event.type === "payment_intent.processing" ? "pending" : event.type === "payment_intent.succeeded" ? null : "failed";
  if (outcome === null) return { ignored: "The intent says that it succeeded, but no money was received" };
  const attempted = minorOf(intent["amount"]);
  return {
    facts: [
      {
        ...base,
        intentId: idOf(intent["id"]),
        chargeId: succeeded ? idOf(intent["latest_charge"]) : null,
        // Before 2025-03-31.basil the intent names its invoice.
        invoiceId: idOf(intent["invoice"]),
        customerId: idOf(intent["customer"]),
        currency: textOf(intent["currency"])?.toUpperCase() ?? null,
        amount: succeeded ? { rank: 4, minor: received } : attempted === null ? null : { rank: 0, minor: attempted },
        outcome,
        email: email ? { rank: 2, value: email } : null,
        claimed: { rank: 4, visitorId: claims.visitorId, sessionId: claims.sessionId, clientReference: null },
      },
    ],
  };
};
