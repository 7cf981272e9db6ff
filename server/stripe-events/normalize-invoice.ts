import type { PaymentKind } from "../../models/payment.ts";
import { normalizeEmail } from "../identities/normalize-email.ts";
import { claimsOf, idOf, listOf, minorOf, objectOf, textOf } from "./stripe-object.ts";
import type { Claims, StripeObject } from "./stripe-object.ts";
import type { Normalize } from "./normalize-stripe-event.ts";

/** Subscription and its metadata, where an invoice keeps them: at its top before 2025-03-31.basil, under `parent` since. */
function readSubscription(invoice: StripeObject): { subscriptionId: string | null; claims: Claims } {
  const details = objectOf(objectOf(invoice["parent"])["subscription_details"]);
  const older = objectOf(invoice["subscription_details"]);
  return {
    subscriptionId: idOf(details["subscription"]) ?? idOf(invoice["subscription"]),
    claims: claimsOf(details["metadata"] ?? older["metadata"]),
  };
}

function readKind(invoice: StripeObject): PaymentKind | null {
  const reason = textOf(invoice["billing_reason"]) ?? "";
  if (reason === "subscription_create") return "subscription_initial";
  return reason.startsWith("subscription") ? "subscription_renewal" : null;
}

/** A paid invoice. Since basil its intents are in `payments.data[].payment`; each is its own payment. */
export const normalizeInvoice: Normalize = (event, base) => {
  const invoice = event.object;
  const { subscriptionId, claims: ofSubscription } = readSubscription(invoice);
  const ofInvoice = claimsOf(invoice["metadata"]);
  const payments = listOf(invoice["payments"]).map((entry) => objectOf(entry["payment"]));
  const intents = [idOf(invoice["payment_intent"]), ...payments.map((payment) => idOf(payment["payment_intent"]))].filter((id): id is string => id !== null);
  const charges = [idOf(invoice["charge"]), ...payments.map((payment) => idOf(payment["charge"]))].filter((id): id is string => id !== null);
  const email = normalizeEmail(textOf(invoice["customer_email"]));
  const minor = minorOf(invoice["amount_paid"]);
  const claimed = {
    visitorId: ofInvoice.visitorId ?? ofSubscription.visitorId,
    sessionId: ofInvoice.sessionId ?? (ofInvoice.visitorId ? null : ofSubscription.sessionId),
  };
  const said = {
    ...base,
    invoiceId: idOf(invoice["id"]),
    subscriptionId,
    customerId: idOf(invoice["customer"]),
    currency: textOf(invoice["currency"])?.toUpperCase() ?? null,
    outcome: "succeeded" as const,
    kind: readKind(invoice),
    email: email ? { rank: 1, value: email } : null,
    claimed: { rank: ofInvoice.visitorId || ofInvoice.sessionId ? 2 : 1, ...claimed, clientReference: null },
  };
  const single = new Set(intents).size <= 1;
  return {
    facts: [
      { ...said, intentId: single ? (intents[0] ?? null) : null, chargeId: single ? (charges[0] ?? null) : null, amount: minor === null ? null : { rank: 2, minor } },
      // Several intents paid this invoice: each is tied to it, and tells its own amount itself.
      ...(single ? [] : [...new Set(intents)].map((intentId) => ({ ...said, factId: `${base.factId}:${intentId}`, intentId, outcome: null }))),
    ],
  };
};

/** Which intent (or charge) paid an invoice, and how much of it. */
export const normalizeInvoicePayment: Normalize = (event, base) => {
  const paid = objectOf(event.object["payment"]);
  const minor = minorOf(event.object["amount_paid"]);
  return {
    facts: [
      {
        ...base,
        intentId: idOf(paid["payment_intent"]),
        chargeId: idOf(paid["charge"]),
        invoiceId: idOf(event.object["invoice"]),
        currency: textOf(event.object["currency"])?.toUpperCase() ?? null,
        amount: minor === null ? null : { rank: 3, minor },
        outcome: event.object["status"] === "paid" && minor !== null ? "succeeded" : null,
      },
    ],
  };
};
