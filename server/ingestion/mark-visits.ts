import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { isLive, markChanged } from "../read-model/mark-changed.ts";
import type { Changes } from "../read-model/mark-changed.ts";
import { groupByWebsite } from "./group-by-website.ts";
import type { SessionChange, SessionRef } from "./write-sessions.ts";

type Seen = Pick<TrackedEventRecord, "websiteId" | "visitorId" | "at">;
type Written = { changes: SessionChange[]; doubtful: SessionRef[]; events: Seen[] };

type Begun = Pick<SessionRecord, "websiteId" | "startedAt">;

/** Which visits hits changed, by website: when each began, before and after, and the earliest of the hits. */
export function changedVisits(changes: { read: Begun | null; next: Begun }[], events: Pick<Seen, "at">[]): Changes[] {
  const seenAt = new Date(events.reduce((least, { at }) => Math.min(least, at.getTime()), Date.now()));
  const byWebsite = new Map<string, NonNullable<Changes["visits"]>>();
  for (const { read, next } of changes) {
    const visits = byWebsite.get(next.websiteId) ?? [];
    byWebsite.set(next.websiteId, visits);
    visits.push({ startedAt: next.startedAt, seenAt });
    if (read) visits.push({ startedAt: read.startedAt, seenAt });
  }
  return [...byWebsite].map(([websiteId, visits]) => ({ websiteId, visits }));
}

/**
 * Tells the reports which visits changed, after they were written. One write a website and batch; only repeats and hits of a time long past are looked
 * up, since those may also make a later visit its visitor's second.
 */
export async function markVisits({ changes, doubtful, events }: Written): Promise<void> {
  const tell = async (visits: Parameters<typeof changedVisits>[0]): Promise<void> => void (await Promise.all(changedVisits(visits, events).map(markChanged)));
  const late = events.filter(({ at }) => !isLive(at));
  const lookUp = async (): Promise<void> => {
    const lookedUp = await Promise.all([
      ...[...groupByWebsite(doubtful, ({ sessionId }) => sessionId)].map(([websiteId, ids]) => findSessions({ websiteId, sessionId: { $in: ids } })),
      ...[...groupByWebsite(late, ({ visitorId }) => visitorId)].map(([websiteId, ids]) => findSessions({ websiteId, visitorId: { $in: ids } })),
    ]);
    await tell(lookedUp.flat().map((session) => ({ read: null, next: session })));
  };
  // Whose visits cannot be looked up: at least the hours of their hits, now or when it can be told.
  const told = lookUp().catch(async (error: unknown) => {
    await tell(events.map(({ websiteId, at }) => ({ read: null, next: { websiteId, startedAt: at } })));
    throw error;
  });
  await Promise.all([tell(changes), told]);
}

async function findSessions(filter: Record<string, unknown>): Promise<Begun[]> {
  return Session.collection.find<Begun>(filter, { projection: { _id: 0, websiteId: 1, startedAt: 1 } }).toArray();
}
