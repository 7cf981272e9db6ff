import type { PaymentRecord } from "../../models/payment.ts";
import type { Touch } from "../../models/touch.ts";
import type { FoundLink } from "./find-link.ts";
import { CLAIM_WAIT_MS, findSessionById, sessionsOfVisitor } from "./find-session.ts";
import type { LinkSession } from "./find-session.ts";
import { OWN_EVIDENCE } from "./link-strength.ts";
import { paymentMoment } from "./payment-moment.ts";

export type FrozenLink = Pick<PaymentRecord, "link" | "touches" | "linkRetryUntil" | "followersDue">;

const MAX_TOUCHES = 200;
const LOOKBACK_MS = 365 * 24 * 3_600_000;
/** A hit that was on its way when the payment came is stored a moment later: a fresh payment is looked at again for a while. */
const FRESH_MS = 3_600_000;
const SECOND_LOOK_MS = 5 * 60_000;

/** A found link with the touches that are credited from now on, whatever the visitor does later. */
export async function freezeLink(payment: PaymentRecord, found: FoundLink, now: Date): Promise<FrozenLink> {
  const { touches, waitsForClaim: _waits, ...link } = found;
  const followed = OWN_EVIDENCE.includes(link.method) || (link.visitorId !== null && payment.kind !== "subscription_renewal");
  return {
    link: { ...link, linkedAt: link.visitorId ? now : null },
    touches: touches ?? (link.visitorId ? await collectTouches(payment, link.visitorId, link.sessionId) : []),
    linkRetryUntil: retryUntil(payment, found, now),
    followersDue: followed && (payment.customerId !== null || payment.subscriptionId !== null),
  };
}

/** How long a claimed visitor or session that nobody has seen is looked for. */
export function claimedUntil({ paidAt }: Pick<PaymentRecord, "paidAt">): Date {
  return new Date(paidAt.getTime() + CLAIM_WAIT_MS);
}

function retryUntil(payment: PaymentRecord, found: FoundLink, now: Date): Date | null {
  if (found.waitsForClaim) return claimedUntil(payment);
  const unsure = found.method === "none" || found.method === "time";
  return unsure && Math.abs(now.getTime() - payment.paidAt.getTime()) < FRESH_MS ? new Date(now.getTime() + SECOND_LOOK_MS) : null;
}

/** The visitor's touches of the year before the payment, oldest first; of very many the first and the last 199. */
async function collectTouches(payment: PaymentRecord, visitorId: string, sessionId: string | null): Promise<Touch[]> {
  const from = new Date(payment.paidAt.getTime() - LOOKBACK_MS);
  const until = paymentMoment(payment.paidAt);
  const sessions = (await sessionsOfVisitor(payment.websiteId, visitorId)).filter(({ startedAt }) => startedAt >= from && startedAt <= until);
  const upTo = sessions.findIndex((session) => session.sessionId === sessionId);
  const relevant = upTo >= 0 ? sessions.slice(0, upTo + 1) : sessions;
  if (relevant.length === 0 && sessionId) {
    const later = await findSessionById(payment.websiteId, sessionId);
    if (later) relevant.push(later);
  }
  const kept = relevant.length > MAX_TOUCHES ? [relevant[0] as LinkSession, ...relevant.slice(-(MAX_TOUCHES - 1))] : relevant;
  return kept.map(({ touch }) => touch);
}
