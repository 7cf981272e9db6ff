import type { PaymentRecord } from "../../models/payment.ts";
import { claimedSession, firstSessionAfter, latestSession } from "./find-session.ts";
import type { LinkSession } from "./find-session.ts";

export type Claim = { method: "metadata" | "client_reference_id"; visitorId: string | null; sessionId: string | null };

const ID = /^[A-Za-z0-9_-]{8,64}$/;

/** What the buyer's checkout says of its visitor; several readings of one client_reference_id where its ids hold underscores. */
export function readClaims({ claimed }: PaymentRecord): Claim[] {
  const valid = (id: string | null) => (id && ID.test(id) ? id : null);
  const [visitorId, sessionId] = [valid(claimed.visitorId), valid(claimed.sessionId)];
  const claims: Claim[] = visitorId || sessionId ? [{ method: "metadata", visitorId, sessionId }] : [];
  return [...claims, ...readReference(claimed.clientReference ?? "")];
}

/** `pm_<visitorId>_<sessionId>` as the script writes it. Its own ids have no underscore, a cookie of another maker's may. */
function readReference(reference: string): Claim[] {
  if (!/^pm_[A-Za-z0-9_-]{1,197}$/.test(reference)) return [];
  const rest = reference.slice(3);
  const splits = [...rest.matchAll(/_/g)].map(({ index }) => ({ visitorId: rest.slice(0, index), sessionId: rest.slice(index + 1) }));
  return splits.filter(({ visitorId, sessionId }) => ID.test(visitorId) && ID.test(sessionId)).slice(0, 8).map((ids) => ({ method: "client_reference_id", ...ids }));
}

/**
 * Who is meant by a claim, or null when nobody like that has been seen; what was tried is written into `evidence`. Not `complete` while the session
 * that it names has not been seen: its hits may be on their way, and until then an older visit has the credit.
 */
export async function followClaim(payment: PaymentRecord, claim: Claim, evidence: string[]): Promise<{ visitorId: string; sessionId: string; complete: boolean } | null> {
  const name = (field: string) => (claim.method === "metadata" ? `metadata.${field}` : `The ${field} in client_reference_id`);
  if (claim.sessionId) {
    const session = await claimedSession(payment, claim.sessionId);
    if (session) {
      evidence.push(`${name("sessionId")} named this session, ${sinceText(session, payment.paidAt)}.`);
      if (claim.visitorId && claim.visitorId !== session.visitorId) evidence.push(`${name("visitorId")} named another visitor (${claim.visitorId}); the session decides.`);
      return { visitorId: session.visitorId, sessionId: session.sessionId, complete: true };
    }
    evidence.push(`${name("sessionId")} is ${claim.sessionId}, which has not been seen on this website; looked for again for 7 days.`);
  }
  if (claim.visitorId) {
    const session = (await latestSession(payment, claim.visitorId)) ?? (await firstSessionAfter(payment, claim.visitorId));
    if (session) {
      evidence.push(`${name("visitorId")} named this visitor, ${sinceText(session, payment.paidAt)}.`);
      return { visitorId: claim.visitorId, sessionId: session.sessionId, complete: claim.sessionId === null };
    }
    evidence.push(`${name("visitorId")} is ${claim.visitorId}, who has not been seen on this website; looked for again for 7 days.`);
  }
  return null;
}

function sinceText(session: LinkSession, paidAt: Date): string {
  const minutes = Math.round((paidAt.getTime() - session.lastSeenAt.getTime()) / 60_000);
  if (session.startedAt > paidAt) return "seen only after the payment";
  if (minutes <= 1) return "active when it was paid";
  return minutes < 120 ? `last seen ${minutes} minutes before` : minutes < 2_880 ? `last seen ${Math.round(minutes / 60)} hours before` : `last seen ${Math.round(minutes / 1_440)} days before`;
}
