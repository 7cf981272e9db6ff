import type { PaymentFact } from "../../models/payment-fact-record.ts";

/** A fact that says nothing yet. */
export function emptyFact(base: Pick<PaymentFact, "factId" | "provider" | "livemode" | "at" | "source"> & Partial<PaymentFact>): PaymentFact {
  return {
    account: null,
    secondhand: false,
    standalone: false,
    intentId: null,
    chargeId: null,
    invoiceId: null,
    checkoutId: null,
    subscriptionId: null,
    customerId: null,
    paymentLinkId: null,
    currency: null,
    amount: null,
    outcome: null,
    kind: null,
    email: null,
    claimed: null,
    refundedMinor: null,
    uncapturedMinor: null,
    refunds: [],
    dispute: null,
    correction: null,
    ...base,
  };
}
