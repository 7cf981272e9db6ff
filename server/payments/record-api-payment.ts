import { shortHash } from "../shared/ids.ts";
import { emptyFact } from "./empty-fact.ts";
import { recordFacts } from "./record-facts.ts";
import { paymentIdOf } from "./refresh-payments.ts";

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

/** Records a payment that a program tells of. The same provider and id again is the same payment; `refunded` takes all of it back. */
export async function recordApiPayment(options: { websiteId: string; input: ApiPayment; now: Date }): Promise<{ paymentId: string }> {
  const { websiteId, input, now } = options;
  const said = JSON.stringify([input.amountMinor, input.currency, input.customerEmail, input.customerId, input.visitorId, input.sessionId, input.refunded, input.renewal]);
  const fact = {
    ...emptyFact({ factId: `api:${shortHash(24, input.provider, input.providerPaymentId, said)}`, provider: input.provider, livemode: true, at: input.timestamp ?? now, source: "api" }),
    // Stripe's own ids join what its webhooks tell; an id of any other shape stands for a charge.
    ...(input.provider === "stripe" && input.providerPaymentId.startsWith("pi_") ? { intentId: input.providerPaymentId } : { chargeId: input.providerPaymentId }),
    customerId: input.customerId,
    currency: input.currency,
    amount: { rank: input.provider === "stripe" ? 0.5 : 5, minor: input.amountMinor },
    outcome: "succeeded" as const,
    kind: input.renewal ? ("subscription_renewal" as const) : null,
    email: input.customerEmail ? { rank: 2, value: input.customerEmail } : null,
    claimed: input.visitorId || input.sessionId ? { rank: 5, visitorId: input.visitorId, sessionId: input.sessionId, clientReference: null } : null,
    refundedMinor: input.refunded ? input.amountMinor : null,
  };
  await recordFacts({ websiteId, facts: [fact], now });
  return { paymentId: paymentIdOf(websiteId, { provider: input.provider, key: input.providerPaymentId }) };
}
