import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { markChanged } from "../read-model/mark-changed.ts";
import { recountSessions } from "./recount-sessions.ts";
import { writeVisitors } from "./write-visitors.ts";
import type { SessionRef } from "./write-sessions.ts";

/** How old hits may have been that a server wrote at its last sign of life, and how long it may have gone on after that: it shows itself every 5 seconds. */
const BEFORE_MS = 60_000;
const AFTER_MS = 20_000;
const BATCH = 500;

type StoredHit = Pick<TrackedEventRecord, "websiteId" | "sessionId" | "visitorId" | "hitId" | "at">;

/**
 * After a server died: events that it stored, but did not count and never acknowledged. Their sessions are counted anew, their visitors made if the server did not come to it; an event whose
 * session was never made is taken away, since it was never acknowledged and a browser that sends it again makes both. So nobody may be in the middle
 * of writing hits as old as these: another server writes the session a moment after the event.
 */
export async function mendSessions(options: { lastAliveAt: Date }): Promise<{ recounted: number; removed: number }> {
  const at = options.lastAliveAt.getTime();
  const span = { $gte: new Date(at - BEFORE_MS), $lte: new Date(at + AFTER_MS) };
  const websites = await Website.find({}).select({ _id: 1 }).lean<Pick<WebsiteRecord, "_id">[]>();
  let [recounted, removed] = [0, 0];
  for (const { _id: websiteId } of websites) {
    const events = await TrackedEvent.find({ websiteId, at: span }).select({ _id: 0, websiteId: 1, sessionId: 1, visitorId: 1, hitId: 1, at: 1 }).lean<StoredHit[]>();
    const visits = new Map<string, SessionRef & { hits: StoredHit[] }>();
    for (const event of events) {
      const { sessionId } = event;
      const visit = visits.get(sessionId) ?? { websiteId, sessionId, hits: [] };
      visits.set(sessionId, visit);
      visit.hits.push(event);
    }
    const refs = [...visits.values()];
    for (let start = 0; start < refs.length; start += BATCH) {
      const some = refs.slice(start, start + BATCH);
      const sessions = await Session.find({ websiteId, sessionId: { $in: some.map(({ sessionId }) => sessionId) } }).select({ _id: 0, websiteId: 1, sessionId: 1, startedAt: 1 }).lean<Pick<SessionRecord, "websiteId" | "sessionId" | "startedAt">[]>();
      const there = new Set(sessions.map(({ sessionId }) => sessionId));
      await recountSessions(sessions, []);
      await writeVisitors(some.flatMap(({ sessionId, hits }) => (there.has(sessionId) ? hits : [])));
      await markChanged({ websiteId, visits: sessions.map(({ startedAt }) => ({ startedAt, seenAt: new Date(0) })) });
      const orphans = some.flatMap(({ sessionId, hits }) => (there.has(sessionId) ? [] : hits.map(({ hitId }) => hitId)));
      if (orphans.length > 0) removed += (await TrackedEvent.deleteMany({ websiteId, hitId: { $in: orphans }, at: span })).deletedCount;
      recounted += there.size;
    }
  }
  return { recounted, removed };
}
