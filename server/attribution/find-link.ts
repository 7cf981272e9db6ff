import { Identity } from "../../models/identity.ts";
import { Payment } from "../../models/payment.ts";
import { Session } from "../../models/session.ts";
import type { IdentityRecord } from "../../models/identity.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { PaymentLink } from "../../models/payment-link.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { Touch } from "../../models/touch.ts";
import { paymentMoment } from "./payment-moment.ts";

export type FoundLink = Omit<PaymentLink, "linkedAt"> & {
  /** Touches to freeze instead of the visitor's own: a renewal is credited as its first payment was. */
  touches: Touch[] | null;
  /** A claimed id that nobody has seen: worth another look later. */
  waitsForClaim: boolean;
};

const DAY_MS = 24 * 3_600_000;
export const CLAIM_WAIT_MS = 7 * DAY_MS;
const TIME_WINDOW_MS = 30 * 60_000;

/** Looks for who paid, strongest evidence first, and writes down every attempt in words. Reads only. */
export async function findLink(payment: PaymentRecord, options: { linkByTime: boolean; correction: { visitorId: string } | null }): Promise<FoundLink> {
  const evidence: string[] = [];
  const claims = readClaims(payment);
  let waitsForClaim = false;
  const result = (method: PaymentLink["method"], confidence: PaymentLink["confidence"], visitorId: string | null, sessionId: string | null, touches: Touch[] | null = null): FoundLink => ({
    method, confidence, visitorId, sessionId, evidence, touches, waitsForClaim,
  });

  if (options.correction) {
    const session = await latestSession(payment, options.correction.visitorId);
    evidence.push("A person of your team linked this payment to this visitor.");
    return result("manual", "certain", options.correction.visitorId, session?.sessionId ?? null);
  }
  for (const claim of claims) {
    const found = await followClaim(payment, claim, evidence);
    if (found) return result(claim.method, "certain", found.visitorId, found.sessionId);
    waitsForClaim = true;
  }
  if (claims.length === 0) evidence.push("The payment carries no visitorId or sessionId in its metadata and no client_reference_id from the script.");

  const base = await findEarlierPayment(payment);
  if (base) {
    const renewal = payment.kind === "subscription_renewal";
    const what = renewal ? "A renewal: the subscription's first payment" : "An earlier payment of the same customer";
    evidence.push(`${what} was linked to this visitor by ${base.link.method}.`);
    const session = renewal ? base.link.sessionId : ((await latestSession(payment, base.link.visitorId as string))?.sessionId ?? base.link.sessionId);
    return result("customer", renewal ? "certain" : "likely", base.link.visitorId, session, renewal ? base.touches : null);
  }
  if (payment.customerId) evidence.push(`No earlier payment of the customer ${payment.customerId} is linked.`);

  const byEmail = await findByEmail(payment, evidence);
  if (byEmail) return result("email", "likely", byEmail.visitorId, byEmail.sessionId);

  if (options.linkByTime) {
    const byTime = await findByTime(payment, evidence);
    if (byTime) return result("time", "estimated", byTime.visitorId, byTime.sessionId);
  } else evidence.push("Linking by time is switched off for this website.");
  return result("none", "none", null, null);
}

type Claim = { method: "metadata" | "client_reference_id"; visitorId: string | null; sessionId: string | null };

const ID = /^[A-Za-z0-9_-]{8,64}$/;

function readClaims({ claimed }: PaymentRecord): Claim[] {
  const valid = (id: string | null) => (id && ID.test(id) ? id : null);
  const claims: Claim[] = [];
  const [visitorId, sessionId] = [valid(claimed.visitorId), valid(claimed.sessionId)];
  if (visitorId || sessionId) claims.push({ method: "metadata", visitorId, sessionId });
  // Ids may hold underscores: the script's are UUIDs, which tell where one ends.
  const reference = /^pm_([A-Za-z0-9_-]{8,64}?)_([A-Za-z0-9-]{8,64})$/.exec(claimed.clientReference ?? "");
  if (reference) claims.push({ method: "client_reference_id", visitorId: reference[1] as string, sessionId: reference[2] as string });
  return claims;
}

async function followClaim(payment: PaymentRecord, claim: Claim, evidence: string[]): Promise<{ visitorId: string; sessionId: string | null } | null> {
  const name = (field: string) => (claim.method === "metadata" ? `metadata.${field}` : `The ${field} in client_reference_id`);
  if (claim.sessionId) {
    const session = await claimedSession(payment, claim.sessionId);
    if (session) {
      evidence.push(`${name("sessionId")} named this session, ${sinceText(session, payment.paidAt)}.`);
      if (claim.visitorId && claim.visitorId !== session.visitorId) evidence.push(`${name("visitorId")} named another visitor (${claim.visitorId}); the session decides.`);
      return { visitorId: session.visitorId, sessionId: session.sessionId };
    }
    evidence.push(`${name("sessionId")} is ${claim.sessionId}, which has not been seen on this website.`);
  }
  if (claim.visitorId) {
    const session = (await latestSession(payment, claim.visitorId)) ?? (await firstSessionAfter(payment, claim.visitorId));
    if (session) {
      evidence.push(`${name("visitorId")} named this visitor, ${sinceText(session, payment.paidAt)}.`);
      return { visitorId: claim.visitorId, sessionId: session.sessionId };
    }
    evidence.push(`${name("visitorId")} is ${claim.visitorId}, who has not been seen on this website; looked for again for 7 days.`);
  }
  return null;
}

function sinceText(session: SessionRecord, paidAt: Date): string {
  const minutes = Math.round((paidAt.getTime() - session.lastSeenAt.getTime()) / 60_000);
  if (minutes < -1) return "seen again after the payment";
  if (minutes <= 1) return "active when it was paid";
  return minutes < 120 ? `last seen ${minutes} minutes before` : minutes < 2_880 ? `last seen ${Math.round(minutes / 60)} hours before` : `last seen ${Math.round(minutes / 1_440)} days before`;
}

async function claimedSession(payment: PaymentRecord, sessionId: string): Promise<SessionRecord | null> {
  const [byClient, byId] = await Promise.all([
    Session.find({ websiteId: payment.websiteId, clientSessionId: sessionId }).lean<SessionRecord[]>(),
    Session.findOne({ websiteId: payment.websiteId, sessionId }).lean<SessionRecord>(),
  ]);
  const ordered = [...byClient, ...(byId && !byClient.some((session) => session.sessionId === byId.sessionId) ? [byId] : [])].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  return ordered.filter(({ startedAt }) => startedAt <= paymentMoment(payment.paidAt)).at(-1) ?? ordered[0] ?? null;
}

function latestSession(payment: PaymentRecord, visitorId: string): Promise<SessionRecord | null> {
  return Session.findOne({ websiteId: payment.websiteId, visitorId, startedAt: { $lte: paymentMoment(payment.paidAt) } }).sort({ startedAt: -1 }).lean<SessionRecord>();
}

function firstSessionAfter(payment: PaymentRecord, visitorId: string): Promise<SessionRecord | null> {
  const until = new Date(payment.paidAt.getTime() + CLAIM_WAIT_MS);
  return Session.findOne({ websiteId: payment.websiteId, visitorId, startedAt: { $gt: payment.paidAt, $lte: until } }).sort({ startedAt: 1 }).lean<SessionRecord>();
}

const OWN_EVIDENCE = ["manual", "metadata", "client_reference_id", "email"];

/** The first payment of the subscription, else of the customer, that has evidence of its own and was paid before. */
async function findEarlierPayment(payment: PaymentRecord): Promise<PaymentRecord | null> {
  const lookups = [
    ...(payment.subscriptionId ? [{ subscriptionId: payment.subscriptionId }] : []),
    ...(payment.customerId ? [{ customerId: payment.customerId }] : []),
  ];
  for (const lookup of lookups) {
    const earlier = await Payment.find({ websiteId: payment.websiteId, ...lookup, paidAt: { $lte: payment.paidAt } }).sort({ paidAt: 1, paymentId: 1 }).lean<PaymentRecord[]>();
    const found = earlier.find((other) => other.paymentId !== payment.paymentId && other.livemode === payment.livemode && OWN_EVIDENCE.includes(other.link.method));
    if (found) return found;
  }
  return null;
}

async function findByEmail(payment: PaymentRecord, evidence: string[]): Promise<SessionRecord | null> {
  if (!payment.customerEmail) {
    evidence.push("The payment has no e-mail address.");
    return null;
  }
  const ties = await Identity.find({ websiteId: payment.websiteId, kind: "email", value: payment.customerEmail }).lean<IdentityRecord[]>();
  const sessions = await Promise.all(ties.map(({ visitorId }) => latestSession(payment, visitorId)));
  const [found] = sessions
    .filter((session): session is SessionRecord => session !== null)
    .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime() || (a.visitorId < b.visitorId ? -1 : 1));
  if (found) {
    evidence.push(ties.length > 1 ? `${ties.length} visitors identified with this e-mail; this one was the last active before the payment.` : "A visitor identified with this e-mail.");
    return found;
  }
  evidence.push(ties.length === 0 ? "No visitor has identified with this e-mail." : "The visitors who identified with this e-mail had no visit before the payment.");
  return null;
}

async function findByTime(payment: PaymentRecord, evidence: string[]): Promise<SessionRecord | null> {
  const from = new Date(payment.paidAt.getTime() - TIME_WINDOW_MS);
  const sessions = await Session.find({ websiteId: payment.websiteId, lastSeenAt: { $gte: from }, startedAt: { $lte: paymentMoment(payment.paidAt) } }).limit(1_000).lean<SessionRecord[]>();
  const buying = sessions.filter(({ checkoutSignalAt }) => checkoutSignalAt !== null && checkoutSignalAt >= from);
  for (const [candidates, what] of [[buying, "was at the checkout"], [sessions, "was on the website"]] as const) {
    const visitors = new Set(candidates.map(({ visitorId }) => visitorId));
    if (visitors.size !== 1) continue;
    evidence.push(`Only one visitor ${what} in the 30 minutes before the payment.`);
    return candidates.reduce((latest, session) => (session.startedAt > latest.startedAt ? session : latest));
  }
  evidence.push(sessions.length === 0 ? "Nobody was on the website in the 30 minutes before the payment." : `${new Set(sessions.map(({ visitorId }) => visitorId)).size} visitors were on the website in the 30 minutes before: none can be picked.`);
  return null;
}
