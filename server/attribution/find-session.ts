import { Session } from "../../models/session.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { SessionRecord } from "../../models/session.ts";
import { readTogether } from "../shared/read-together.ts";
import { paymentMoment } from "./payment-moment.ts";

/** What linking looks at of a session. */
export type LinkSession = Pick<SessionRecord, "sessionId" | "clientSessionId" | "visitorId" | "startedAt" | "lastSeenAt" | "touch">;

const DAY_MS = 24 * 3_600_000;
/** How long a claimed visitor who has not been seen is waited for. */
export const CLAIM_WAIT_MS = 7 * DAY_MS;
const FIELDS = { _id: 0, sessionId: 1, clientSessionId: 1, visitorId: 1, startedAt: 1, lastSeenAt: 1, touch: 1 } as const;

/** A visitor's sessions, oldest first. */
export const sessionsOfVisitor = readTogether<LinkSession>({
  find: (websiteId, visitorId) => Session.find({ websiteId, visitorId }).select(FIELDS).lean<LinkSession[]>(),
  keyOf: ({ visitorId }) => visitorId,
  inOrder,
});

/** The sessions under an id of the browser's, oldest first. */
const sessionsOfBrowser = readTogether<LinkSession>({
  find: (websiteId, clientSessionId) => Session.find({ websiteId, clientSessionId }).select(FIELDS).lean<LinkSession[]>(),
  keyOf: ({ clientSessionId }) => clientSessionId,
  inOrder,
});

const sessionById = readTogether<LinkSession>({
  find: (websiteId, sessionId) => Session.find({ websiteId, sessionId }).select(FIELDS).lean<LinkSession[]>(),
  keyOf: ({ sessionId }) => sessionId,
  inOrder,
});

/** The visitor's last session that began before the payment. */
export async function latestSession(payment: PaymentRecord, visitorId: string): Promise<LinkSession | null> {
  return latestOf(await sessionsOfVisitor(payment.websiteId, visitorId), payment);
}

/** The visitor's first session in the seven days after the payment: tracking may begin only then. */
export async function firstSessionAfter(payment: PaymentRecord, visitorId: string): Promise<LinkSession | null> {
  const until = new Date(payment.paidAt.getTime() + CLAIM_WAIT_MS);
  return (await sessionsOfVisitor(payment.websiteId, visitorId)).find(({ startedAt }) => startedAt > payment.paidAt && startedAt <= until) ?? null;
}

/** The session that a checkout carries the id of: ours or the browser's, and of several under the browser's the last before the payment. */
export async function claimedSession({ websiteId, paidAt }: PaymentRecord, sessionId: string): Promise<LinkSession | null> {
  const [ofBrowser, [byId]] = await Promise.all([sessionsOfBrowser(websiteId, sessionId), sessionById(websiteId, sessionId)]);
  return latestOf(ofBrowser, { paidAt }) ?? byId ?? ofBrowser[0] ?? null;
}

/** A session by our id. */
export async function findSessionById(websiteId: string, sessionId: string): Promise<LinkSession | null> {
  return (await sessionById(websiteId, sessionId))[0] ?? null;
}

function inOrder(a: LinkSession, b: LinkSession): number {
  return a.startedAt.getTime() - b.startedAt.getTime() || (a.sessionId < b.sessionId ? -1 : 1);
}

function latestOf(sessions: LinkSession[], { paidAt }: Pick<PaymentRecord, "paidAt">): LinkSession | null {
  const moment = paymentMoment(paidAt);
  return sessions.findLast(({ startedAt }) => startedAt <= moment) ?? null;
}
