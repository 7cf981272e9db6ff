import type { PaymentFact } from "../../models/payment-fact-record.ts";

/** A fact that says nothing yet. */
export function emptyFact(base: Pick<PaymentFact, "factId" | "provider" | "livemode" | "at" | "source"> & { account?: string | null }): PaymentFact {
  return {
    account: null,
    intentId: null,
    chargeId: null,
    invoiceId: null,
    checkoutId: null,
    subscriptionId: null,
    customerId: null,
    currency: null,
    amount: null,
    outcome: null,
    kind: null,
    email: null,
    claimed: null,
    refundedMinor: null,
    refunds: [],
    dispute: null,
    correction: null,
    ...base,
  };
}
