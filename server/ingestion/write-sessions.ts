import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import { newToken } from "../shared/ids.ts";
import { repeatedIndexes } from "../shared/repeated-indexes.ts";

export type SessionRef = Pick<SessionRecord, "websiteId" | "sessionId">;
/** A session as it was read (null: there was none) and as it is to be. */
export type SessionChange = { read: SessionRecord | null; next: SessionRecord };

export function keyOf({ websiteId, sessionId }: SessionRef): string {
  return `${websiteId}\u0000${sessionId}`;
}

/**
 * Writes sessions: new ones are inserted, known ones changed provided that nobody wrote them since they were read (`revision`).
 * Returns those that somebody else wrote meanwhile; they must be counted anew from their events.
 */
export async function writeSessions(changes: SessionChange[]): Promise<SessionRecord[]> {
  const revision = newToken().slice(0, 16);
  const fresh = changes.filter(({ read }) => read === null).map(({ next }) => next);
  const known = changes.filter(({ read }) => read !== null);
  const [inserted, changed] = await Promise.all([insertSessions(fresh, revision), changeSessions(known, revision)]);
  return [...inserted, ...changed];
}

async function insertSessions(sessions: SessionRecord[], revision: string): Promise<SessionRecord[]> {
  if (sessions.length === 0) return [];
  try {
    await Session.collection.insertMany(sessions.map((session) => ({ ...session, revision })), { ordered: false });
    return [];
  } catch (error) {
    const repeated = repeatedIndexes(error);
    return sessions.filter((_, index) => repeated.has(index));
  }
}

async function changeSessions(changes: SessionChange[], revision: string): Promise<SessionRecord[]> {
  if (changes.length === 0) return [];
  const updates = changes.map(({ read, next }) => {
    const { websiteId, sessionId, startedAt, lastSeenAt, pageViews, goals, engagedMs, entryPath, exitPath, exitAt, hostname, touch, campaignKey, language, screen, checkoutSignalAt } = next;
    const began = next.touch === read?.touch ? {} : { startedAt, entryPath, hostname, touch, campaignKey, language, screen };
    // One written before there were revisions has none.
    const seen = read?.revision ? read.revision : { $in: ["", null] };
    return { updateOne: { filter: { websiteId, sessionId, revision: seen }, update: { $set: { ...began, lastSeenAt, pageViews, goals, engagedMs, exitPath, exitAt, checkoutSignalAt, revision } } } };
  });
  const { matchedCount } = await Session.collection.bulkWrite(updates, { ordered: false });
  if (matchedCount === changes.length) return [];
  const sessions = changes.map(({ next }) => next);
  const written = await Promise.all([...groupByWebsite(sessions)].map(([websiteId, ids]) => Session.find({ websiteId, sessionId: { $in: ids }, revision }).select({ _id: 0, websiteId: 1, sessionId: 1 }).lean<SessionRef[]>()));
  const done = new Set(written.flat().map(keyOf));
  return sessions.filter((session) => !done.has(keyOf(session)));
}

export function groupByWebsite(refs: SessionRef[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { websiteId, sessionId } of refs) {
    const list = ids.get(websiteId);
    if (list) list.push(sessionId);
    else ids.set(websiteId, [sessionId]);
  }
  return ids;
}
