import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import { newToken } from "../shared/ids.ts";
import { repeatedIndexes } from "../shared/repeated-indexes.ts";
import { groupByWebsite } from "./group-by-website.ts";
import type { UpdateOne } from "../shared/write-together.ts";

export type SessionRef = Pick<SessionRecord, "websiteId" | "sessionId">;
/** A session as it was read (null: there was none) and as it is to be. */
export type SessionChange = { read: SessionRecord | null; next: SessionRecord };

export function keyOf({ websiteId, sessionId }: SessionRef): string {
  return `${websiteId}\u0000${sessionId}`;
}

/** The documents of sessions that are new, and the changes of known ones, each on the condition that nobody wrote it since it was read (`revision`). */
export function sessionWrites(changes: SessionChange[]): { inserts: SessionRecord[]; updates: UpdateOne[]; revision: string } {
  const revision = newToken().slice(0, 16);
  return {
    inserts: changes.filter(({ read }) => read === null).map(({ next }) => ({ ...next, revision })),
    updates: changes.filter(({ read }) => read !== null).map((change) => updateOf(change, revision)),
    revision,
  };
}

function updateOf({ read, next }: SessionChange, revision: string): UpdateOne {
  const { websiteId, sessionId, startedAt, lastSeenAt, pageViews, goals, engagedMs, entryPath, exitPath, exitAt, hostname, touch, campaignKey, language, screen, checkoutSignalAt } = next;
  const began = next.touch === read?.touch ? {} : { startedAt, entryPath, hostname, touch, campaignKey, language, screen };
  // One written before there were revisions has none.
  const seen = read?.revision ? read.revision : { $in: ["", null] };
  return { updateOne: { filter: { websiteId, sessionId, revision: seen }, update: { $set: { ...began, lastSeenAt, pageViews, goals, engagedMs, exitPath, exitAt, checkoutSignalAt, revision } } } };
}

/** Writes sessions. Returns those that somebody else wrote meanwhile; they must be counted anew from their events. */
export async function writeSessions(changes: SessionChange[]): Promise<SessionRef[]> {
  const { inserts, updates, revision } = sessionWrites(changes);
  const known = changes.filter(({ read }) => read !== null).map(({ next }) => next);
  const [inserted, changed] = await Promise.all([insertSessions(inserts), changeSessions(known, updates, revision)]);
  return [...inserted, ...changed];
}

async function insertSessions(sessions: SessionRecord[]): Promise<SessionRef[]> {
  if (sessions.length === 0) return [];
  try {
    await Session.collection.insertMany(sessions, { ordered: false });
    return [];
  } catch (error) {
    const repeated = repeatedIndexes(error);
    return sessions.filter((_, index) => repeated.has(index));
  }
}

async function changeSessions(sessions: SessionRef[], updates: UpdateOne[], revision: string): Promise<SessionRef[]> {
  if (updates.length === 0) return [];
  const { matchedCount } = await Session.collection.bulkWrite(updates, { ordered: false });
  if (matchedCount === updates.length) return [];
  const written = await Promise.all([...groupByWebsite(sessions, ({ sessionId }) => sessionId)].map(([websiteId, ids]) => Session.find({ websiteId, sessionId: { $in: ids }, revision }).select({ _id: 0, websiteId: 1, sessionId: 1 }).lean<SessionRef[]>()));
  const done = new Set(written.flat().map(keyOf));
  return sessions.filter((session) => !done.has(keyOf(session)));
}
