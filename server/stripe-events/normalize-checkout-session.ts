import { normalizeEmail } from "../identities/normalize-email.ts";
import { claimsOf, idOf, minorOf, objectOf, textOf } from "./stripe-object.ts";
import type { Normalize } from "./normalize-stripe-event.ts";

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
  const free = paymentStatus === "no_payment_required";
  const minor = free ? 0 : minorOf(session["amount_total"]);
  return {
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
