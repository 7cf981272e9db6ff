import { ReportChange } from "../../models/report-change.ts";
import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import { isLive, markWrites } from "../read-model/mark-changed.ts";
import { createSeenKeys } from "../shared/seen-keys.ts";
import { writeTogether } from "../shared/write-together.ts";
import { findStoredEvents } from "./find-stored-events.ts";
import { changedVisits, markVisits } from "./mark-visits.ts";
import { changesOf, clientKeyOf, dropRepeatsWithin, findLatestSessions, hitKeyOf, placeHits } from "./place-hits.ts";
import { keyOf, sessionWrites } from "./write-sessions.ts";
import { reserveFor, visitorUpserts } from "./write-visitors.ts";
import type { ReadyHit } from "./ready-hit.ts";

/** Hits, and browsers' session ids, of this process that are remembered: 4 MB for each, whatever they are. */
const REMEMBERED = 1_000_000;
/** How long everything is looked up again after something was there that this process had not seen: behind it, as after a start, comes more. */
const CAREFUL_MS = 10_000;

export type BatchWriter = {
  /** Gives the hits that are left for `writeHits` to do step by step. */
  write(hits: ReadyHit[]): Promise<ReadyHit[]>;
  /** To be told when a write failed half-way: from now on what is stored may not be counted, and is done step by step. */
  doubt(): void;
};

/**
 * Writes batches of hits to the embedded engine: events, sessions, visitors and what tells the reports, in one command and one commit. Left are the hits of browsers
 * with one of a time long past, and those among which somebody else wrote. Hits and sessions that this process has not seen are taken for new without
 * looking them up: should one be there, its unique key stands against the write, of which nothing is done then, and all are looked up after all.
 */
export function createBatchWriter(): BatchWriter {
  const [seenHits, seenSessions] = [createSeenKeys(REMEMBERED), createSeenKeys(REMEMBERED)];
  let carefulUntil = 0;
  let inDoubt = false;

  /** Writes hits of which those in `known` may be stored already, and the sessions of those in `asked` may be there. Null, and nothing is done, when more was there. */
  async function attempt(hits: ReadyHit[], known: ReadyHit[], asked: ReadyHit[]): Promise<ReadyHit[] | null> {
    const [stored, latest] = await Promise.all([findStoredEvents(known), findLatestSessions(asked)]);
    const repeats = new Map(stored.map((event) => [hitKeyOf(event), event]));
    const fresh = hits.filter((hit) => !repeats.has(hitKeyOf(hit)));
    if (fresh.length > 0 && !(await write(fresh, latest))) return null;
    // Browsers send again what they got no answer to, as the leave of nearly every page. It was written with its session in one commit and needs nothing more,
    // unless that is not the one that goes on.
    const there = new Set([...latest.values()].map(keyOf));
    return hits.filter((hit) => {
      const event = repeats.get(hitKeyOf(hit));
      return event !== undefined && (inDoubt || !there.has(keyOf(event)));
    });
  }

  return {
    write: async (sent) => {
      const once = dropRepeatsWithin(sent);
      // The hits of one browser stay in their order.
      const late = new Set(once.filter(({ at }) => !isLive(at)).map(clientKeyOf));
      const hits = once.filter((hit) => !late.has(clientKeyOf(hit)));
      const careful = performance.now() < carefulUntil;
      const known = hits.filter((hit) => careful || seenHits.has(hitKeyOf(hit)));
      // Who is given no session of a browser goes on under the visitor's id for ever, also when its first session is kept no longer.
      const asked = hits.filter((hit) => careful || hit.clientSessionId === hit.visitorId || seenSessions.has(clientKeyOf(hit)));
      for (const hit of hits) {
        seenHits.add(hitKeyOf(hit));
        seenSessions.add(clientKeyOf(hit));
      }
      let left = await attempt(hits, known, asked);
      if (!left) {
        carefulUntil = performance.now() + CAREFUL_MS;
        left = (await attempt(hits, hits, hits)) ?? hits;
      }
      const undone = new Set(left);
      return once.filter((hit) => undone.has(hit) || late.has(clientKeyOf(hit)));
    },
    doubt: () => {
      inDoubt = true;
    },
  };
}

async function write(hits: ReadyHit[], latest: Map<string, SessionRecord>): Promise<boolean> {
  const placed = placeHits(hits, latest);
  const events = placed.map(({ event }) => event);
  const changes = changesOf(placed, latest);
  const { inserts, updates } = sessionWrites(changes);
  const written = await writeTogether([
    { collection: TrackedEvent.collection.name, documents: events },
    { collection: Session.collection.name, documents: inserts },
    { collection: Session.collection.name, updates },
    { collection: Visitor.collection.name, updates: visitorUpserts(events, reserveFor(inserts)) },
    { collection: ReportChange.collection.name, updates: changedVisits(changes, events).flatMap(markWrites) },
  ]);
  // It took so long that who looks for the hits of this moment would no longer find them.
  if (written && !hits.every(({ at }) => isLive(at))) await markVisits({ changes, doubtful: [], events });
  return written;
}
