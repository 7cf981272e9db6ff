import { normalizeEmail } from "../identities/normalize-email.ts";
import { claimsOf, dateOf, idOf, minorOf, objectOf, textOf } from "./stripe-object.ts";
import type { CheckoutState } from "../payments/record-checkout.ts";
import type { Normalize, StripeEventBody } from "./normalize-stripe-event.ts";

/** A finished checkout: paid, to be paid later, or with nothing to pay. In subscription mode its money is its invoice's. */
export const normalizeCheckoutSession: Normalize = (event, base) => {
  const session = event.object;
  if (session["mode"] === "setup") return { ignored: "A checkout that only saves a payment method: no payment" };
  const details = objectOf(session["customer_details"]);
  const email = normalizeEmail(textOf(details["email"]) ?? textOf(session["customer_email"]));
  const claims = claimsOf(session["metadata"]);
  const paymentStatus = session["payment_status"];
  const failed = event.type === "checkout.session.async_payment_failed";
  const succeeded = event.type === "checkout.session.async_payment_succeeded" || paymentStatus === "paid" || paymentStatus === "no_payment_required";
  const checkout = readCheckout(event, "completed");
  const free = paymentStatus === "no_payment_required";
  const minor = free ? 0 : minorOf(session["amount_total"]);
  return {
    ...(checkout ? { checkout } : {}),
    facts: [
      {
        ...base,
        intentId: idOf(session["payment_intent"]),
        invoiceId: idOf(session["invoice"]),
        checkoutId: idOf(session["id"]),
        subscriptionId: idOf(session["subscription"]),
        customerId: idOf(session["customer"]),
        paymentLinkId: idOf(session["payment_link"]),
        currency: textOf(session["currency"])?.toUpperCase() ?? null,
        amount: minor === null ? null : { rank: 1, minor },
        outcome: failed ? "failed" : succeeded ? "succeeded" : "pending",
        kind: session["mode"] === "subscription" ? "subscription_initial" : null,
        email: email ? { rank: 4, value: email } : null,
        claimed: { rank: 5, visitorId: claims.visitorId, sessionId: claims.sessionId, clientReference: textOf(session["client_reference_id"])?.slice(0, 200) ?? null },
      },
    ],
  };
};

/** An abandoned checkout: for the journey and the funnel, never a payment. */
export const normalizeExpiredCheckout: Normalize = (event) => {
  const checkout = event.object["mode"] === "setup" ? null : readCheckout(event, "expired");
  return checkout ? { facts: [], checkout } : { ignored: "A checkout that only saves a payment method: no payment" };
};

function readCheckout(event: StripeEventBody, state: CheckoutState["state"]): CheckoutState | null {
  const session = event.object;
  const checkoutId = idOf(session["id"]);
  if (!checkoutId) return null;
  const claims = claimsOf(session["metadata"]);
  // The script's ids hold no underscore, so that the first one ends the visitor's.
  const reference = /^pm_([A-Za-z0-9-]{8,64})_([A-Za-z0-9-]{8,64})$/.exec(textOf(session["client_reference_id"]) ?? "");
  return {
    provider: "stripe",
    livemode: event.livemode,
    checkoutId,
    state,
    startedAt: dateOf(session["created"]) ?? event.createdAt,
    endedAt: event.createdAt,
    visitorId: claims.visitorId ?? reference?.[1] ?? null,
    sessionId: claims.sessionId ?? reference?.[2] ?? null,
    amountMinor: minorOf(session["amount_total"]),
    currency: textOf(session["currency"])?.toUpperCase() ?? null,
  };
}
