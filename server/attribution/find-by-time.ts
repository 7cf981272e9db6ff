import { Session } from "../../models/session.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { SessionRecord } from "../../models/session.ts";
import { paymentMoment } from "./payment-moment.ts";

const WINDOW_MS = 30 * 60_000;
/** No visit is longer: what began earlier is not looked at. */
const LONGEST_VISIT_MS = 12 * 3_600_000;
const ENOUGH = 200;

/** The only visitor who was at the checkout, else the only one on the website, in the 30 minutes before the payment. */
export async function findByTime(payment: PaymentRecord, evidence: string[]): Promise<SessionRecord | null> {
  const from = new Date(payment.paidAt.getTime() - WINDOW_MS);
  const filter = {
    websiteId: payment.websiteId,
    startedAt: { $gte: new Date(from.getTime() - LONGEST_VISIT_MS), $lte: paymentMoment(payment.paidAt) },
    lastSeenAt: { $gte: from },
  };
  // Coming back with session_id is a sign too, and comes just after the payment.
  const signal = { $gte: from, $lte: new Date(payment.paidAt.getTime() + WINDOW_MS) };
  const buying = await Session.find({ ...filter, checkoutSignalAt: signal }).sort({ startedAt: -1 }).limit(ENOUGH).lean<SessionRecord[]>();
  const candidates = onlyVisitor(buying) ? buying : await Session.find(filter).sort({ startedAt: -1 }).limit(ENOUGH).lean<SessionRecord[]>();
  const [latest] = candidates;
  if (latest && onlyVisitor(candidates)) {
    evidence.push(`Only one visitor ${candidates === buying ? "was at the checkout" : "was on the website"} in the 30 minutes before the payment.`);
    return latest;
  }
  const count = new Set(candidates.map(({ visitorId }) => visitorId)).size;
  evidence.push(count === 0 ? "Nobody was on the website in the 30 minutes before the payment." : `${count} visitors were on the website in the 30 minutes before: none can be picked.`);
  return null;
}

function onlyVisitor(sessions: SessionRecord[]): boolean {
  return new Set(sessions.map(({ visitorId }) => visitorId)).size === 1;
}
