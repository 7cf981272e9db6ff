import type { SessionRecord } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import { repeatedIndexes } from "../shared/repeated-indexes.ts";
import { findStoredEvents } from "./find-stored-events.ts";
import { markVisits } from "./mark-visits.ts";
import { changesOf, dropRepeatsWithin, findLatestSessions, placeHits } from "./place-hits.ts";
import { recountSessions } from "./recount-sessions.ts";
import { keyOf, writeSessions } from "./write-sessions.ts";
import type { SessionRef } from "./write-sessions.ts";
import { writeVisitors } from "./write-visitors.ts";
import type { StoredEvent } from "./find-stored-events.ts";
import type { Placed } from "./place-hits.ts";
import type { ReadyHit } from "./ready-hit.ts";

/**
 * Writes a batch of hits in three round trips, whatever its size: which sessions are there, the events, then sessions and visitors side by side. Resolves
 * when they are durable, with `marked`: the fourth, in which the reports are told what to read again; the next batch need not wait for it.
 * Events come first: their unique hit id tells repeats apart. Repeats, and sessions that another server wrote meanwhile,
 * are counted anew from their events, which also mends what a crash between the writes left. The records go to the driver as they are,
 * since they were parsed a moment ago.
 */
export async function writeHits(hits: ReadyHit[]): Promise<{ marked: Promise<void> }> {
  const latest = await findLatestSessions(hits);
  const placed = placeHits(dropRepeatsWithin(hits), latest);
  const { fresh: inserted, repeats } = await insertEvents(placed);
  const fresh = repeats.length > 0 ? await placeAnew(inserted, latest) : inserted;
  const repeated = new Set(repeats.map(keyOf));
  const changes = changesOf(fresh, latest).filter(({ next }) => !repeated.has(keyOf(next)));
  // Where a hit was taken from, another server may have counted it already.
  const left = fresh === inserted ? [] : inserted.filter(({ event }, index) => event.sessionId !== fresh[index]?.event.sessionId).map(({ event }) => event);
  const tell = (doubtful: SessionRef[]) => markVisits({ changes, doubtful, events: [...fresh.map(({ event }) => event), ...repeats] });
  try {
    const writes = [writeSessions(changes), writeVisitors([...fresh.map(({ event }) => event), ...repeats])] as const;
    // Should one fail, the other may go on: what it writes is to be there before it is told.
    await Promise.allSettled(writes);
    const [overtaken] = await Promise.all(writes);
    const doubtful = [...overtaken, ...repeats, ...left];
    if (doubtful.length > 0) await recountSessions(doubtful, [...fresh, ...placed.filter((one) => !inserted.includes(one))]);
    return { marked: tell(doubtful) };
  } catch (error) {
    // Some may have been written: what cannot be told now is owed.
    tell([...repeats, ...left]).catch(() => undefined);
    throw error;
  }
}

/** Inserts the events; a repeat is told as the event of its first delivery, which says to which session it belongs. */
async function insertEvents(placed: Placed[]): Promise<{ fresh: Placed[]; repeats: StoredEvent[] }> {
  try {
    await TrackedEvent.collection.insertMany(placed.map(({ event }) => event), { ordered: false });
    return { fresh: placed, repeats: [] };
  } catch (error) {
    const repeated = repeatedIndexes(error);
    const repeats = await findStoredEvents(placed.flatMap(({ event }, index) => (repeated.has(index) ? [event] : [])));
    return { fresh: placed.filter((_, index) => !repeated.has(index)), repeats };
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
