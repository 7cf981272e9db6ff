import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { shortHash } from "../shared/ids.ts";
import { emptyFact } from "./empty-fact.ts";
import { recordFacts } from "./record-facts.ts";
import { slotOf } from "./slot-of.ts";

export type ApiPayment = {
  provider: string;
  providerPaymentId: string;
  amountMinor: number;
  currency: string;
  customerEmail: string | null;
  customerId: string | null;
  visitorId: string | null;
  sessionId: string | null;
  timestamp: Date | null;
  refunded: boolean;
  renewal: boolean;
};

/**
 * Records a payment that a program tells of. The same provider and id again is the same payment; `refunded` takes all of it back. Answers the id
 * under which it is found, also when the provider's own events had told of it.
 */
export async function recordApiPayment(options: { websiteId: string; input: ApiPayment; now: Date }): Promise<{ paymentId: string }> {
  const { websiteId, input, now } = options;
  await recordFacts({ websiteId, facts: factsOfApiPayment(input, now), now });
  const payment = await Payment.findOne({ websiteId, provider: input.provider, providerIds: input.providerPaymentId }).sort({ livemode: -1, paymentId: 1 }).lean<PaymentRecord>();
  if (!payment) throw new Error("A payment with an amount was recorded as none");
  return { paymentId: payment.paymentId };
}

/** What a program's words, heard at `now`, say of a payment. Pure. */
export function factsOfApiPayment(input: ApiPayment, now: Date): PaymentFact[] {
  const said = JSON.stringify([input.amountMinor, input.currency, input.customerEmail, input.customerId, input.visitorId, input.sessionId, input.refunded, input.renewal]);
  // Of a program's words the latest stands; Stripe's own outrank them.
  const rank = (input.provider === "stripe" ? 0.5 : 5) + now.getTime() / 1e14;
  const factId = `api:${shortHash(24, input.provider, input.providerPaymentId, said)}`;
  const base = {
    provider: input.provider,
    livemode: true,
    source: "api",
    secondhand: true,
    ...(input.provider === "stripe" ? slotOf(input.providerPaymentId) : { chargeId: input.providerPaymentId }),
  };
  const fact = emptyFact({
    ...base,
    factId,
    at: input.timestamp ?? now,
    customerId: input.customerId,
    currency: input.currency,
    amount: { rank, minor: input.amountMinor },
    outcome: "succeeded",
    kind: input.renewal ? "subscription_renewal" : null,
    email: input.customerEmail ? { rank: 2, value: input.customerEmail } : null,
    claimed: input.visitorId || input.sessionId ? { rank: 5, visitorId: input.visitorId, sessionId: input.sessionId, clientReference: null } : null,
  });
  // Given back when it is told, not when it was paid.
  const refund = input.refunded ? [emptyFact({ ...base, factId: `${factId}:refund`, at: now, refundedMinor: input.amountMinor })] : [];
  return [fact, ...refund];
}
