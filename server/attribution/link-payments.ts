import { Payment } from "../../models/payment.ts";
import { Session } from "../../models/session.ts";
import { Website } from "../../models/website.ts";
import type { LinkMethod } from "../../models/payment-link.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { Touch } from "../../models/touch.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { CLAIM_WAIT_MS, findLink } from "./find-link.ts";
import type { FoundLink } from "./find-link.ts";
import { paymentMoment } from "./payment-moment.ts";

const STRENGTH: Record<LinkMethod, number> = { none: 0, time: 1, email: 2, customer: 3, client_reference_id: 4, metadata: 5, manual: 6 };
const MAX_TOUCHES = 200;
const LOOKBACK_MS = 365 * 24 * 3_600_000;

/**
 * Links payments to their visitors and freezes the touches. A link is only replaced by a stronger one, or by the same method's word on another
 * visitor (an identity that came late). Then the customer's other payments are looked at again, since they may follow from it.
 */
export async function linkPayments(options: { websiteId: string; paymentIds: string[]; corrections?: Map<string, { visitorId: string } | null>; now: Date }): Promise<void> {
  const { websiteId, now } = options;
  const website = await Website.findOne({ _id: websiteId }).lean<WebsiteRecord>();
  const payments = await Payment.find({ websiteId, paymentId: { $in: options.paymentIds } }).sort({ paidAt: 1, paymentId: 1 }).lean<PaymentRecord[]>();
  const customers = new Set<string>();
  for (const payment of payments) {
    const changed = await linkOne(payment, { linkByTime: website?.linkByTime ?? true, correction: options.corrections?.get(payment.paymentId) ?? null, now });
    // A link with evidence of its own may be what the customer's other payments wait for.
    if ((changed || STRENGTH[payment.link.method] > 0) && payment.customerId) customers.add(payment.customerId);
  }
  if (customers.size === 0) return;
  const followers = await Payment.find({ websiteId, customerId: { $in: [...customers] }, "link.method": { $in: ["none", "time", "email", "customer"] } }).sort({ paidAt: 1, paymentId: 1 }).lean<PaymentRecord[]>();
  for (const payment of followers) await linkOne(payment, { linkByTime: website?.linkByTime ?? true, correction: null, now });
}

/** The link that a payment begins with, so that it is never seen without one while it is being recorded. */
export async function decideFirstLink(payment: PaymentRecord, options: { correction: { visitorId: string } | null; now: Date }): Promise<FrozenLink> {
  const website = await Website.findOne({ _id: payment.websiteId }).lean<WebsiteRecord>();
  return freeze(payment, await findLink(payment, { linkByTime: website?.linkByTime ?? true, correction: options.correction }), options.now);
}

type FrozenLink = Pick<PaymentRecord, "link" | "touches" | "linkRetryUntil">;

async function freeze(payment: PaymentRecord, found: FoundLink, now: Date): Promise<FrozenLink> {
  const { touches, waitsForClaim, ...link } = found;
  return {
    link: { ...link, linkedAt: link.visitorId ? now : null },
    touches: touches ?? (link.visitorId ? await collectTouches(payment, link.visitorId, link.sessionId) : []),
    linkRetryUntil: waitsForClaim && STRENGTH[found.method] < STRENGTH.client_reference_id ? new Date(payment.paidAt.getTime() + CLAIM_WAIT_MS) : null,
  };
}

async function linkOne(payment: PaymentRecord, options: { linkByTime: boolean; correction: { visitorId: string } | null; now: Date }): Promise<boolean> {
  const found = await findLink(payment, options);
  const [had, has] = [STRENGTH[payment.link.method], STRENGTH[found.method]];
  const sameAnswer = had === has && payment.link.visitorId === found.visitorId && payment.link.sessionId === found.sessionId;
  if (has < had || (sameAnswer && has > 0)) return false;
  const frozen = await freeze(payment, found, options.now);
  if (had > 0 && !sameAnswer) frozen.link.evidence.push(`Until ${options.now.toISOString().slice(0, 10)} it was linked by ${payment.link.method}${payment.link.visitorId ? ` to ${payment.link.visitorId}` : ""}.`);
  await Payment.updateOne(
    // Between reading and writing another worker may have linked it: only what was seen is replaced.
    { websiteId: payment.websiteId, paymentId: payment.paymentId, "link.method": payment.link.method, "link.visitorId": payment.link.visitorId },
    { $set: frozen },
  );
  return !sameAnswer;
}

/** The visitor's touches of the year before the payment, oldest first; of very many the first and the last 199. */
async function collectTouches(payment: PaymentRecord, visitorId: string, sessionId: string | null): Promise<Touch[]> {
  const from = new Date(payment.paidAt.getTime() - LOOKBACK_MS);
  const sessions = await Session.find({ websiteId: payment.websiteId, visitorId, startedAt: { $gte: from, $lte: paymentMoment(payment.paidAt) } }).sort({ startedAt: 1, sessionId: 1 }).lean<SessionRecord[]>();
  const upTo = sessions.findIndex((session) => session.sessionId === sessionId);
  const relevant = upTo >= 0 ? sessions.slice(0, upTo + 1) : sessions;
  if (relevant.length === 0 && sessionId) {
    const later = await Session.findOne({ websiteId: payment.websiteId, sessionId }).lean<SessionRecord>();
    if (later) relevant.push(later);
  }
  const kept = relevant.length > MAX_TOUCHES ? [relevant[0] as SessionRecord, ...relevant.slice(-(MAX_TOUCHES - 1))] : relevant;
  return kept.map(({ touch }) => touch);
}
