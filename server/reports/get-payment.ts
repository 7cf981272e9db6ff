import { PaymentFactRecord } from "../../models/payment-fact-record.ts";
import { Session } from "../../models/session.ts";
import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import { Identity } from "../../models/identity.ts";
import type { IdentityRecord } from "../../models/identity.ts";
import { Payment } from "../../models/payment.ts";
import type { PaymentRecord, PaymentStatus } from "../../models/payment.ts";
import type { StoredPaymentFact } from "../../models/payment-fact-record.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { findPayment } from "../ledger/find-payment.ts";
import { viewPayment } from "./list-payments.ts";

export type JourneyStep = { at: string; kind: "visit" | "page" | "goal" | "identify" | "payment" | "refund"; text: string; detail: string | null };

const PAYMENT_WORDS: Record<PaymentStatus, string> = { succeeded: "Paid", partially_refunded: "Paid", refunded: "Paid", disputed: "Paid", pending: "Ordered", failed: "Tried to pay" };

/** One payment with the visitor's journey, the facts it was built from and the events behind them. Throws `not_found`. */
export async function getPayment(websiteId: string, paymentId: string) {
  const payment = await findPayment(websiteId, paymentId);
  const { heldFor = [] } = payment;
  const [facts, events, journey, rivals] = await Promise.all([
    PaymentFactRecord.find({ websiteId, ids: { $in: payment.providerIds } }).sort({ at: 1 }).lean<StoredPaymentFact[]>(),
    StripeEvent.find({ websiteId: { $in: [websiteId, UNCLAIMED] }, objectIds: { $in: payment.providerIds } }).sort({ createdAt: 1 }).select({ payload: 0 }).lean<StripeEventRecord[]>(),
    readJourney(payment),
    heldFor.length > 0 ? Payment.find({ websiteId, providerIds: { $in: heldFor } }).sort({ paidAt: 1, paymentId: 1 }).lean<PaymentRecord[]>() : [],
  ]);
  return {
    payment: { ...viewPayment(payment), providerIds: payment.providerIds },
    /** The payments of which one may have brought this very money; while there are any, it is not counted. */
    heldFor: rivals.map(({ paymentId: id, key, paidAt }) => ({ paymentId: id, key, paidAt: paidAt.toISOString() })),
    journey,
    facts: facts.map(({ factId, source, at, amount, outcome }) => ({ factId, source, at: at.toISOString(), amountMinor: amount?.minor ?? null, outcome })),
    events: events
      .filter(({ websiteId: owner, claimedBy }) => owner === websiteId || claimedBy === websiteId)
      .map(({ eventId, type, createdAt, status, outcome }) => ({ eventId, type, createdAt: createdAt.toISOString(), status, outcome })),
  };
}

async function readJourney(payment: PaymentRecord): Promise<JourneyStep[]> {
  const { websiteId, link, paidAt } = payment;
  const steps: JourneyStep[] = [];
  if (link.visitorId) {
    const visitorId = link.visitorId;
    const [sessions, events, identities] = await Promise.all([
      Session.find({ websiteId, visitorId, startedAt: { $lte: new Date(paidAt.getTime() + 5_000) } }).sort({ startedAt: 1 }).limit(200).lean<SessionRecord[]>(),
      TrackedEvent.find({ websiteId, visitorId, at: { $lte: new Date(paidAt.getTime() + 3_600_000) }, type: { $in: ["pageview", "goal"] } }).sort({ at: -1 }).limit(200).lean<TrackedEventRecord[]>(),
      Identity.find({ websiteId, visitorId, kind: "email" }).lean<IdentityRecord[]>(),
    ]);
    for (const { startedAt, touch } of sessions) {
      const from = [touch.source, touch.campaign].filter(Boolean).join(", ");
      steps.push({ at: startedAt.toISOString(), kind: "visit", text: `Came by ${touch.channel}`, detail: from || null });
    }
    for (const { at, type, path, name } of events) steps.push({ at: at.toISOString(), kind: type === "goal" ? "goal" : "page", text: type === "goal" ? `Goal ${name}` : `Viewed ${path}`, detail: null });
    for (const { firstAt } of identities) steps.push({ at: firstAt.toISOString(), kind: "identify", text: "Identified with an e-mail", detail: null });
  }
  steps.push({ at: paidAt.toISOString(), kind: "payment", text: PAYMENT_WORDS[payment.status], detail: payment.key });
  for (const { at, refundId } of payment.refunds) steps.push({ at: at.toISOString(), kind: "refund", text: "Refunded", detail: refundId });
  return steps.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
