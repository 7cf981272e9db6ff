import { Session } from "../../models/session.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { SessionRecord } from "../../models/session.ts";
import { paymentMoment } from "./payment-moment.ts";

const DAY_MS = 24 * 3_600_000;
/** How long a claimed visitor who has not been seen is waited for. */
export const CLAIM_WAIT_MS = 7 * DAY_MS;

/** The visitor's last session that began before the payment. */
export function latestSession(payment: PaymentRecord, visitorId: string): Promise<SessionRecord | null> {
  return Session.findOne({ websiteId: payment.websiteId, visitorId, startedAt: { $lte: paymentMoment(payment.paidAt) } }).sort({ startedAt: -1 }).lean<SessionRecord>();
}

/** The visitor's first session in the seven days after the payment: tracking may begin only then. */
export function firstSessionAfter(payment: PaymentRecord, visitorId: string): Promise<SessionRecord | null> {
  const until = new Date(payment.paidAt.getTime() + CLAIM_WAIT_MS);
  return Session.findOne({ websiteId: payment.websiteId, visitorId, startedAt: { $gt: payment.paidAt, $lte: until } }).sort({ startedAt: 1 }).lean<SessionRecord>();
}

/** The session that a checkout carries the id of: ours or the browser's, and of several under the browser's the last before the payment. */
export async function claimedSession(payment: PaymentRecord, sessionId: string): Promise<SessionRecord | null> {
  const { websiteId } = payment;
  const [before, first, byId] = await Promise.all([
    Session.findOne({ websiteId, clientSessionId: sessionId, startedAt: { $lte: paymentMoment(payment.paidAt) } }).sort({ startedAt: -1 }).lean<SessionRecord>(),
    Session.findOne({ websiteId, clientSessionId: sessionId }).sort({ startedAt: 1 }).lean<SessionRecord>(),
    Session.findOne({ websiteId, sessionId }).lean<SessionRecord>(),
  ]);
  return before ?? byId ?? first;
}
