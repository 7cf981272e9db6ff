import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import { findPayment } from "../ledger/find-payment.ts";

const BEFORE_MS = 3_600_000;
const AFTER_MS = 600_000;
const MOST = 10;

/** Visitors who were on the site within an hour before a payment (or ten minutes after), the nearest first: whom it may have been. Throws `not_found`. */
export async function listCandidates(websiteId: string, paymentId: string) {
  const payment = await findPayment(websiteId, paymentId);
  const paidAt = payment.paidAt.getTime();
  const sessions = await Session.find({ websiteId, lastSeenAt: { $gte: new Date(paidAt - BEFORE_MS), $lte: new Date(paidAt + AFTER_MS) } })
    .sort({ lastSeenAt: -1 })
    .limit(MOST * 5)
    .lean<SessionRecord[]>();
  const byVisitor = new Map<string, SessionRecord>();
  for (const session of sessions) if (session.visitorId !== payment.link.visitorId && !byVisitor.has(session.visitorId)) byVisitor.set(session.visitorId, session);
  const gap = ({ lastSeenAt }: SessionRecord) => Math.abs(lastSeenAt.getTime() - paidAt);
  return [...byVisitor.values()]
    .sort((a, b) => gap(a) - gap(b))
    .slice(0, MOST)
    .map(({ visitorId, lastSeenAt, touch }) => ({ visitorId, lastSeenAt: lastSeenAt.toISOString(), channel: touch.channel, source: touch.source, country: touch.country, device: touch.device }));
}
