import { Payment } from "../../models/payment.ts";
import { PaymentFactRecord } from "../../models/payment-fact-record.ts";
import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import { Subscription } from "../../models/subscription.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { StoredPaymentFact } from "../../models/payment-fact-record.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { changePayment } from "../ledger/write-payment.ts";
import { shortHash } from "../shared/ids.ts";
import { openText, sealText } from "../shared/personal-data.ts";
import { redactPayload } from "./redact-payload.ts";

/** Stands for a customer's id: facts that were one customer's stay one customer's, so that no payment comes apart and is counted twice. */
function pseudonymOf(websiteId: string, customerId: string | null): string | null {
  return customerId === null || customerId.startsWith("erased_") ? customerId : `erased_${shortHash(24, websiteId, customerId)}`;
}

/**
 * Takes the person out of their payments, and out of the facts and events behind them. The money and the campaign that it was credited to stay:
 * they are the owner's accounts. Facts first, so that a payment that is rebuilt meanwhile has nothing personal either. Safe to do again.
 */
export async function erasePayments(websiteId: string, found: PaymentRecord[], now: Date): Promise<void> {
  const payments = await withRivals(websiteId, found);
  const ids = payments.flatMap(({ providerIds }) => providerIds);
  const customers = [...new Set(payments.flatMap(({ customerId }) => customerId ?? []))];
  const facts = await PaymentFactRecord.find({ websiteId, ids: { $in: [...ids, ...customers] } }).lean<StoredPaymentFact[]>();
  for (const { factId, customerId, ids: own } of facts) {
    const pseudonym = pseudonymOf(websiteId, customerId);
    const renamed = own.map((id) => (id === customerId ? (pseudonym ?? id) : id));
    await PaymentFactRecord.updateOne({ websiteId, factId }, { $set: { email: null, claimed: null, correction: null, customerId: pseudonym, ids: renamed } });
  }
  for (const customerId of customers) await Subscription.updateMany({ websiteId, customerId }, { $set: { customerId: pseudonymOf(websiteId, customerId) } });
  await redactEvents(websiteId, [...ids, ...customers, ...payments.flatMap(({ subscriptionId }) => subscriptionId ?? [])]);
  for (const { paymentId } of payments) await erasePayment(websiteId, paymentId, now);
}

/** With those that a held one may be the same money as: they are the same customer's, and only by that known to be. */
async function withRivals(websiteId: string, payments: PaymentRecord[]): Promise<PaymentRecord[]> {
  const heldFor = payments.flatMap((payment) => payment.heldFor ?? []);
  const [rivals, held] = await Promise.all([
    Payment.find({ websiteId, providerIds: { $in: heldFor } }).lean<PaymentRecord[]>(),
    Payment.find({ websiteId, heldFor: { $in: payments.flatMap(({ providerIds }) => providerIds) } }).lean<PaymentRecord[]>(),
  ]);
  return [...new Map([...payments, ...rivals, ...held].map((payment) => [payment.paymentId, payment])).values()];
}

async function redactEvents(websiteId: string, objectIds: string[]): Promise<void> {
  const events = await StripeEvent.find({ websiteId: { $in: [websiteId, UNCLAIMED] }, objectIds: { $in: objectIds } }).lean<StripeEventRecord[]>();
  for (const { websiteId: owner, claimedBy, eventId, payload } of events) {
    if (owner !== websiteId && claimedBy !== websiteId) continue;
    await StripeEvent.updateOne({ websiteId: owner, eventId }, { $set: { payload: sealText(JSON.stringify(redactPayload(JSON.parse(openText(payload))))) } });
  }
}

async function erasePayment(websiteId: string, paymentId: string, now: Date): Promise<void> {
  for (;;) {
    const payment = await Payment.findOne({ websiteId, paymentId }).lean<PaymentRecord>();
    if (!payment) return;
    const link = { method: "none" as const, confidence: "none" as const, visitorId: null, sessionId: null, follows: null, linkedAt: null, evidence: [`Who paid was erased on ${now.toISOString().slice(0, 10)}, as they asked. The campaign keeps its credit.`] };
    const erased = await changePayment(payment, {
      customerEmail: null,
      emailRank: -1,
      customerId: pseudonymOf(websiteId, payment.customerId),
      claimed: { visitorId: null, sessionId: null, clientReference: null },
      link,
      touches: payment.touches.map((touch, index) => ({ ...touch, sessionId: `erased-${index}` })),
      linkRetryUntil: null,
      erasedAt: now,
      updatedAt: now,
    });
    if (erased) return;
  }
}
