import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { LIVE_MS, markChanged } from "../read-model/mark-changed.ts";
import { groupByWebsite } from "./write-sessions.ts";
import type { SessionChange, SessionRef } from "./write-sessions.ts";

type Written = { changes: SessionChange[]; doubtful: SessionRef[]; events: TrackedEventRecord[] };

/**
 * Tells the reports which visits changed, after they were written: when each began, before and after. One write a website and batch; only repeats and hits
 * of a time long past are looked up, since those may also make a later visit its visitor's second.
 */
export async function markVisits({ changes, doubtful, events }: Written): Promise<void> {
  const began = new Map<string, Date[]>();
  const add = (websiteId: string, at: Date) => {
    const list = began.get(websiteId);
    if (list) list.push(at);
    else began.set(websiteId, [at]);
  };
  for (const { read, next } of changes) {
    add(next.websiteId, next.startedAt);
    if (read) add(read.websiteId, read.startedAt);
  }
  for (const [websiteId, ids] of groupByWebsite(doubtful)) await addSessions({ websiteId, sessionId: { $in: ids } }, add);
  const now = Date.now();
  const late = new Map<string, Set<string>>();
  for (const { websiteId, visitorId, at } of events) if (now - at.getTime() > LIVE_MS) late.set(websiteId, (late.get(websiteId) ?? new Set()).add(visitorId));
  for (const [websiteId, visitors] of late) await addSessions({ websiteId, visitorId: { $in: [...visitors] } }, add);
  const earliest = new Date(events.reduce((least, { at }) => Math.min(least, at.getTime()), now));
  await Promise.all([...began].map(([websiteId, starts]) => markChanged({ websiteId, visits: starts.map((startedAt) => ({ startedAt, seenAt: earliest })) })));
}

async function addSessions(filter: Record<string, unknown>, add: (websiteId: string, at: Date) => void): Promise<void> {
  const sessions = await Session.collection.find(filter, { projection: { _id: 0, websiteId: 1, startedAt: 1 } }).toArray();
  for (const session of sessions as unknown as SessionRecord[]) add(session.websiteId, session.startedAt);
}
