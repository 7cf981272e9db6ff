import { normalizeEmail } from "../identities/normalize-email.ts";
import { readRefund } from "./normalize-refund.ts";
import { claimsOf, idOf, listOf, minorOf, objectOf, textOf } from "./stripe-object.ts";
import type { StripeObject } from "./stripe-object.ts";
import type { Normalize } from "./normalize-stripe-event.ts";

/** Given back so far. The release of what was not captured is in the figure, once it is made. */
function readRefunded(charge: StripeObject, captured: number, uncaptured: number): number | null {
  if (charge["refunded"] === true) return captured;
  const told = minorOf(charge["amount_refunded"]) ?? 0;
  return told >= uncaptured ? told - uncaptured || null : told || null;
}

/** What the charge says; one that leaves it out is judged by its event: only what was paid is refunded. */
function wasPaid({ paid, status }: StripeObject, type: string): boolean {
  const told = ["charge.succeeded", "charge.captured", "charge.refunded"].includes(type);
  return (paid ?? told) === true && (status ?? (told ? "succeeded" : null)) === "succeeded";
}

/** A charge: the best witness of what was captured and refunded. An authorisation that was only released is neither. */
export const normalizeCharge: Normalize = (event, base) => {
  const charge = event.object;
  const amount = minorOf(charge["amount"]) ?? 0;
  // Old API versions have no amount_captured: a captured charge then took its whole amount.
  const captured = charge["captured"] === false ? 0 : (minorOf(charge["amount_captured"]) ?? amount);
  const paid = wasPaid(charge, event.type) && charge["captured"] !== false && captured > 0;
  const failed = charge["status"] === "failed";
  const claims = claimsOf(charge["metadata"]);
  const email = normalizeEmail(textOf(objectOf(charge["billing_details"])["email"]) ?? textOf(charge["receipt_email"]));
  const uncaptured = Math.max(0, amount - captured);
  const intentId = idOf(charge["payment_intent"]);
  // A failed attempt of an intent is the intent's to tell: another attempt may succeed.
  const outcome = paid ? "succeeded" : intentId ? null : failed ? "failed" : charge["status"] === "pending" ? "pending" : null;
  return {
    facts: [
      {
        ...base,
        intentId,
        chargeId: idOf(charge["id"]),
        invoiceId: idOf(charge["invoice"]),
        customerId: idOf(charge["customer"]),
        currency: textOf(charge["currency"])?.toUpperCase() ?? null,
        amount: paid ? { rank: 5, minor: captured } : outcome ? { rank: 0, minor: amount } : null,
        outcome,
        email: email ? { rank: 3, value: email } : null,
        claimed: { rank: 3, visitorId: claims.visitorId, sessionId: claims.sessionId, clientReference: null },
        refundedMinor: paid ? readRefunded(charge, captured, uncaptured) : null,
        uncapturedMinor: paid && uncaptured > 0 ? uncaptured : null,
        refunds: paid ? listOf(charge["refunds"]).flatMap((refund) => readRefund(refund, event.createdAt, false)) : [],
      },
    ],
  };
};
