import type { PaymentFact } from "../../models/payment-fact-record.ts";
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

/** What was received: on Stripe, else past it, which older API versions only tell by a flag. */
function readPaidMinor(invoice: StripeObject): number | null {
  const paid = minorOf(invoice["amount_paid"]);
  if (paid || invoice["paid_out_of_band"] !== true) return paid;
  return minorOf(invoice["amount_paid_off_stripe"]) ?? minorOf(invoice["amount_due"]) ?? paid;
}

/** A paid invoice. Since basil its intents are in `payments.data[].payment`, if they are told at all; each is its own payment. */
export const normalizeInvoice: Normalize = (event, base) => {
  const invoice = event.object;
  const { subscriptionId, claims: ofSubscription } = readSubscription(invoice);
  const ofInvoice = claimsOf(invoice["metadata"]);
  // An attempt that was canceled or is still open paid nothing.
  const paidBy = listOf(invoice["payments"]).filter(({ status }) => status === "paid" || status === undefined);
  const payments = paidBy.map((entry) => objectOf(entry["payment"]));
  const intents = [idOf(invoice["payment_intent"]), ...payments.map((payment) => idOf(payment["payment_intent"]))].filter((id): id is string => id !== null);
  const charges = [idOf(invoice["charge"]), ...payments.map((payment) => idOf(payment["charge"]))].filter((id): id is string => id !== null);
  const email = normalizeEmail(textOf(invoice["customer_email"]));
  const minor = readPaidMinor(invoice);
  const claimed = {
    visitorId: ofInvoice.visitorId ?? ofSubscription.visitorId,
    sessionId: ofInvoice.sessionId ?? (ofInvoice.visitorId ? null : ofSubscription.sessionId),
  };
  const said = {
    ...base,
    invoiceId: idOf(invoice["id"]),
    standalone: invoice["paid_out_of_band"] === true,
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
      // Several intents paid this invoice: each is tied to it with its own part.
      ...(single ? [] : [...new Set(intents)].map((intentId) => readPart(said, paidBy, intentId))),
    ],
  };
};

function readPart(said: PaymentFact, paidBy: StripeObject[], intentId: string): PaymentFact {
  const part = paidBy.find((entry) => idOf(objectOf(entry["payment"])["payment_intent"]) === intentId);
  const minor = minorOf(part?.["amount_paid"]);
  return { ...said, factId: `${said.factId}:${intentId}`, intentId, outcome: minor === null ? null : "succeeded", amount: minor === null ? null : { rank: 3, minor } };
}

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
