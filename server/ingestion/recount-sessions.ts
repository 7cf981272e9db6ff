import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { addHit, recount, startSession } from "./fold-session.ts";
import { groupByWebsite } from "./group-by-website.ts";
import { keyOf, writeSessions } from "./write-sessions.ts";
import type { Placed } from "./place-hits.ts";
import type { SessionChange, SessionRef } from "./write-sessions.ts";

/**
 * Counts sessions anew from their stored events, until nobody else has written them between reading and writing. `placed` are the hits at
 * hand: what they tell beside their event (how the session began, a checkout) is put in. A session that is missing, since a crash
 * came before it was written, is made from the earliest of them; without any it stays missing.
 */
export async function recountSessions(refs: SessionRef[], placed: Placed[]): Promise<void> {
  let left = [...new Map(refs.map((ref) => [keyOf(ref), ref])).values()];
  while (left.length > 0) {
    // The session first: an event that comes between the two reads is counted, and who wrote it finds the revision changed.
    const sessions = await readSessions(left);
    const events = await readEvents(left);
    left = await writeSessions(left.flatMap((ref) => changeOf(ref, sessions.get(keyOf(ref)) ?? null, events.get(keyOf(ref)) ?? [], placed)));
  }
}

function changeOf(ref: SessionRef, read: SessionRecord | null, events: TrackedEventRecord[], placed: Placed[]): SessionChange[] {
  const stored = new Map(events.map((event) => [event.hitId, event]));
  const own = placed.flatMap(({ hit, event, ordinal }) => {
    const first = hit.websiteId === ref.websiteId ? stored.get(hit.hitId) : undefined;
    // A repeat happened when it was delivered first.
    return first ? [{ hit: { ...hit, at: first.at }, ordinal: event.sessionId === ref.sessionId ? ordinal : null }] : [];
  });
  const earliest = own.reduce<(typeof own)[number] | null>((least, one) => (least && least.hit.at <= one.hit.at ? least : one), null);
  const start = read ?? (earliest && startSession(earliest.hit, ref.sessionId, earliest.ordinal ?? (ref.sessionId === earliest.hit.clientSessionId ? 0 : 1)));
  return start ? [{ read, next: recount(own.reduce((session, { hit }) => addHit(session, hit), start), events) }] : [];
}

async function readSessions(refs: SessionRef[]): Promise<Map<string, SessionRecord>> {
  const found = await Promise.all([...groupByWebsite(refs, ({ sessionId }) => sessionId)].map(([websiteId, ids]) => Session.find({ websiteId, sessionId: { $in: ids } }).select({ _id: 0 }).lean<SessionRecord[]>()));
  return new Map(found.flat().map((session) => [keyOf(session), session]));
}

async function readEvents(refs: SessionRef[]): Promise<Map<string, TrackedEventRecord[]>> {
  const fields = { _id: 0, websiteId: 1, sessionId: 1, hitId: 1, type: 1, name: 1, at: 1, path: 1, engagedMs: 1 };
  const found = await Promise.all([...groupByWebsite(refs, ({ sessionId }) => sessionId)].map(([websiteId, ids]) => TrackedEvent.find({ websiteId, sessionId: { $in: ids } }).select(fields).sort({ at: 1 }).lean<TrackedEventRecord[]>()));
  const bySession = new Map<string, TrackedEventRecord[]>();
  for (const event of found.flat()) {
    const list = bySession.get(keyOf(event));
    if (list) list.push(event);
    else bySession.set(keyOf(event), [event]);
  }
  return bySession;
}
