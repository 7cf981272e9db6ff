import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";

/**
 * The session that a browser's (or our own) session id meant at a time: the latest one begun under it by then, else the first one.
 */
export async function findSession(websiteId: string, sessionId: string, at: Date): Promise<SessionRecord | null> {
  const sessions = await Session.find({ websiteId, $or: [{ clientSessionId: sessionId }, { sessionId }] }).lean<SessionRecord[]>();
  const ordered = sessions.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.sessionId < b.sessionId ? -1 : 1));
  return ordered.filter(({ startedAt }) => startedAt <= at).at(-1) ?? ordered[0] ?? null;
}

/** A visitor's sessions begun by `until`, oldest first, at most the last `limit`. */
export async function listSessionsOfVisitor(websiteId: string, visitorId: string, options: { from: Date; until: Date }): Promise<SessionRecord[]> {
  return Session.find({ websiteId, visitorId, startedAt: { $gte: options.from, $lte: options.until } }).sort({ startedAt: 1, sessionId: 1 }).lean<SessionRecord[]>();
}

/** Sessions seen within [from, to] that had begun by `to`. */
export async function findSessionsActiveBetween(websiteId: string, from: Date, to: Date): Promise<SessionRecord[]> {
  return Session.find({ websiteId, lastSeenAt: { $gte: from }, startedAt: { $lte: to } }).limit(1_000).lean<SessionRecord[]>();
}
