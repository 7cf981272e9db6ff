import { ReportChange } from "../../models/report-change.ts";
import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import { isLive, markWrites } from "../read-model/mark-changed.ts";
import { repeatedIndexes } from "../shared/repeated-indexes.ts";
import { writeTogether } from "../shared/write-together.ts";
import { chooseSession } from "./choose-session.ts";
import { addHit, startSession } from "./fold-session.ts";
import { changedVisits, markVisits } from "./mark-visits.ts";
import { eventOf } from "./ready-hit.ts";
import { recountSessions } from "./recount-sessions.ts";
import { keyOf, sessionWrites, writeSessions } from "./write-sessions.ts";
import type { UpdateOne } from "../shared/write-together.ts";
import type { KnownSession } from "./choose-session.ts";
import type { ReadyHit } from "./ready-hit.ts";
import type { SessionChange } from "./write-sessions.ts";

/** A hit in its session; `ordinal` is the session's. */
export type Placed = { hit: ReadyHit; event: TrackedEventRecord; ordinal: number };

/**
 * Writes a batch of hits in three round trips, whatever its size: which sessions are there, the events, then sessions and visitors side by side. Resolves
 * when they are durable, with `marked`: the fourth, in which the reports are told what to read again; the next batch need not wait for it.
 * Events come first: their unique hit id tells repeats apart. Repeats, and sessions that another server wrote meanwhile,
 * are counted anew from their events, which also mends what a crash between the writes left. The records go to the driver as they are,
 * since they were parsed a moment ago. `together`: the embedded engine takes all four in one, as long as nothing is in doubt.
 */
export async function writeHits(hits: ReadyHit[], { together = false } = {}): Promise<{ marked: Promise<void> }> {
  const latest = await findLatestSessions(hits);
  const placed = placeHits(dropRepeatsWithin(hits), latest);
  if (together && hits.every(({ at }) => isLive(at)) && (await writePlaced(placed, changesOf(placed, latest)))) return { marked: Promise.resolve() };
  const { fresh: inserted, repeats } = await insertEvents(placed);
  const fresh = repeats.length > 0 ? await placeAnew(inserted, latest) : inserted;
  const repeated = new Set(repeats.map(keyOf));
  const changes = changesOf(fresh, latest).filter(({ next }) => !repeated.has(keyOf(next)));
  const [overtaken] = await Promise.all([writeSessions(changes), writeVisitors([...fresh.map(({ event }) => event), ...repeats])]);
  // Where a hit was taken from, another server may have counted it already.
  const left = fresh === inserted ? [] : inserted.filter(({ event }, index) => event.sessionId !== fresh[index]?.event.sessionId).map(({ event }) => event);
  const doubtful = [...overtaken, ...repeats, ...left];
  if (doubtful.length > 0) await recountSessions(doubtful, [...fresh, ...placed.filter((one) => !inserted.includes(one))]);
  return { marked: markVisits({ changes, doubtful, events: [...fresh.map(({ event }) => event), ...repeats] }) };
}

/** The sessions of hits, as they were read and with the hits counted. */
function changesOf(placed: Placed[], latest: Map<string, SessionRecord>): SessionChange[] {
  const read = new Map([...latest.values()].map((session) => [keyOf(session), session]));
  const changes = new Map<string, SessionChange>();
  for (const { hit, event, ordinal } of placed) {
    const key = keyOf(event);
    const change = changes.get(key) ?? { read: read.get(key) ?? null, next: read.get(key) ?? startSession(hit, event.sessionId, ordinal) };
    changes.set(key, { read: change.read, next: addHit(change.next, hit) });
  }
  return [...changes.values()];
}

/** All of it or nothing: false when a hit was there already, or somebody else wrote one of the sessions. */
function writePlaced(placed: Placed[], changes: SessionChange[]): Promise<boolean> {
  const events = placed.map(({ event }) => event);
  const { inserts, updates } = sessionWrites(changes);
  return writeTogether([
    { collection: TrackedEvent.collection.name, documents: events },
    { collection: Session.collection.name, documents: inserts },
    { collection: Session.collection.name, updates },
    { collection: Visitor.collection.name, updates: visitorUpserts(events) },
    { collection: ReportChange.collection.name, updates: changedVisits(changes, events).flatMap(markWrites) },
  ]);
}

/** The session that goes on under each browser's session id, as it is in the database now: another server may have written it a moment ago. */
async function findLatestSessions(hits: ReadyHit[]): Promise<Map<string, SessionRecord>> {
  const idsOf = new Map<string, Set<string>>();
  for (const { websiteId, clientSessionId } of hits) {
    const ids = idsOf.get(websiteId);
    if (ids) ids.add(clientSessionId);
    else idsOf.set(websiteId, new Set([clientSessionId]));
  }
  const found = await Promise.all([...idsOf].map(([websiteId, ids]) => Session.collection.find<SessionRecord>({ websiteId, clientSessionId: { $in: [...ids] } }, { projection: { _id: 0 } }).toArray()));
  const latest = new Map<string, SessionRecord>();
  for (const session of found.flat()) {
    const key = clientKeyOf(session);
    const other = latest.get(key);
    if (!other || (session.ordinal ?? 0) > (other.ordinal ?? 0)) latest.set(key, session);
  }
  return latest;
}

function clientKeyOf({ websiteId, clientSessionId }: Pick<SessionRecord, "websiteId" | "clientSessionId">): string {
  return `${websiteId}\u0000${clientSessionId}`;
}

function dropRepeatsWithin(hits: ReadyHit[]): ReadyHit[] {
  const seen = new Set<string>();
  return hits.filter(({ websiteId, hitId }) => {
    const key = `${websiteId}\u0000${hitId}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Chooses each hit's session, in the order of the hits. */
function placeHits(hits: ReadyHit[], latest: Map<string, SessionRecord>): Placed[] {
  const known = new Map<string, KnownSession & { ordinal: number }>(latest);
  return hits.map((hit) => {
    const key = clientKeyOf(hit);
    const before = known.get(key) ?? null;
    const { campaignKey } = hit.acquisition;
    const { clientSessionId, visitorId, at, type } = hit;
    const { kind, sessionId } = chooseSession({ clientSessionId, visitorId, at, type, campaignKey }, before);
    const ordinal = kind === "existing" || !before ? (before?.ordinal ?? 0) : (before.ordinal ?? 0) + 1;
    const lastSeenAt = kind === "existing" && before && before.lastSeenAt > hit.at ? before.lastSeenAt : hit.at;
    known.set(key, { sessionId, ordinal, visitorId: hit.visitorId, lastSeenAt, campaignKey: kind === "existing" && before ? before.campaignKey : campaignKey });
    return { hit, event: eventOf(hit, sessionId), ordinal };
  });
}

/** Inserts the events; a repeat is told as the event of its first delivery, which says to which session it belongs. */
async function insertEvents(placed: Placed[]): Promise<{ fresh: Placed[]; repeats: TrackedEventRecord[] }> {
  try {
    await TrackedEvent.collection.insertMany(placed.map(({ event }) => event), { ordered: false });
    return { fresh: placed, repeats: [] };
  } catch (error) {
    const repeated = repeatedIndexes(error);
    const idsOf = new Map<string, string[]>();
    for (const index of repeated) {
      const { websiteId, hitId } = (placed[index] as Placed).event;
      idsOf.set(websiteId, [...(idsOf.get(websiteId) ?? []), hitId]);
    }
    const found = await Promise.all([...idsOf].map(([websiteId, hitIds]) => TrackedEvent.find({ websiteId, hitId: { $in: hitIds } }).select({ _id: 0 }).lean<TrackedEventRecord[]>()));
    return { fresh: placed.filter((_, index) => !repeated.has(index)), repeats: found.flat() };
  }
}

/**
 * A repeat looks like a hit of now until its event turns out to be there: one that seemed to begin a session (by an old campaign, or after a pause)
 * would draw the hits behind it into a session that never was. They are placed once more without it, before their sessions are written.
 */
async function placeAnew(inserted: Placed[], latest: Map<string, SessionRecord>): Promise<Placed[]> {
  const anew = placeHits(inserted.map(({ hit }) => hit), latest);
  const moved = anew.filter(({ event }, index) => event.sessionId !== inserted[index]?.event.sessionId);
  if (moved.length > 0) {
    const updates = moved.map(({ event: { websiteId, hitId, sessionId } }) => ({ updateOne: { filter: { websiteId, hitId }, update: { $set: { sessionId } } } }));
    await TrackedEvent.collection.bulkWrite(updates, { ordered: false });
  }
  return anew;
}

type Seen = Pick<TrackedEventRecord, "websiteId" | "visitorId" | "at">;

function visitorUpserts(events: Seen[]): UpdateOne[] {
  const seen = new Map<string, { websiteId: string; visitorId: string; first: Date; last: Date }>();
  for (const { websiteId, visitorId, at } of events) {
    const key = `${websiteId}\u0000${visitorId}`;
    const known = seen.get(key);
    if (!known) seen.set(key, { websiteId, visitorId, first: at, last: at });
    else if (at < known.first) known.first = at;
    else if (at > known.last) known.last = at;
  }
  return [...seen.values()].map(({ websiteId, visitorId, first, last }) => ({
    updateOne: { filter: { websiteId, visitorId }, update: { $min: { firstSeenAt: first }, $max: { lastSeenAt: last } }, upsert: true },
  }));
}

/** Makes the visitors of events, or widens what is known of when they were here. */
export async function writeVisitors(events: Seen[]): Promise<void> {
  const upserts = visitorUpserts(events);
  if (upserts.length === 0) return;
  try {
    await Visitor.collection.bulkWrite(upserts, { ordered: false });
  } catch (error) {
    // Two servers may make the same visitor at once: the one that was second only has to update it.
    const repeated = repeatedIndexes(error);
    await Visitor.collection.bulkWrite(upserts.filter((_, index) => repeated.has(index)), { ordered: false });
  }
}
