import { ReportChange } from "../../models/report-change.ts";
import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import { isLive, markWrites } from "../read-model/mark-changed.ts";
import { createSeenKeys } from "../shared/seen-keys.ts";
import { writeTogether } from "../shared/write-together.ts";
import { changedVisits } from "./mark-visits.ts";
import { changesOf, clientKeyOf, dropRepeatsWithin, findLatestSessions, placeHits } from "./place-hits.ts";
import { sessionWrites } from "./write-sessions.ts";
import { visitorUpserts } from "./write-visitors.ts";
import type { ReadyHit } from "./ready-hit.ts";

/** Browsers' session ids of this process that are remembered: about 3 MB, whatever they are. */
const REMEMBERED = 1_000_000;
/** How long each session is looked up again after one that seemed new was not: behind it, as after a start, come more of them. */
const CAREFUL_MS = 10_000;

/**
 * Writes batches of hits to the embedded engine: events, sessions, visitors and what tells the reports, in one command and one commit. The function it returns says
 * false, and has written nothing, when that cannot be done: a hit was there already, one is of a time long past, or somebody else wrote one of the
 * sessions; then `writeHits` does it step by step. Sessions under an id that this process has not seen are taken for new without looking them up: should one be
 * there, its id stands against the write, and it is looked up after all.
 */
export function createBatchWriter(): (hits: ReadyHit[]) => Promise<boolean> {
  const seen = createSeenKeys(REMEMBERED);
  let carefulUntil = 0;
  return async (sent) => {
    const hits = dropRepeatsWithin(sent);
    if (!hits.every(({ at }) => isLive(at))) return false;
    const asked = Date.now() < carefulUntil ? hits : hits.filter((hit) => seen.has(clientKeyOf(hit)));
    for (const hit of hits) seen.add(clientKeyOf(hit));
    if (await write(hits, await findLatestSessions(asked))) return true;
    if (asked.length === hits.length) return false;
    carefulUntil = Date.now() + CAREFUL_MS;
    return write(hits, await findLatestSessions(hits));
  };
}

function write(hits: ReadyHit[], latest: Map<string, SessionRecord>): Promise<boolean> {
  const placed = placeHits(hits, latest);
  const events = placed.map(({ event }) => event);
  const changes = changesOf(placed, latest);
  const { inserts, updates } = sessionWrites(changes);
  return writeTogether([
    { collection: TrackedEvent.collection.name, documents: events },
    { collection: Session.collection.name, documents: inserts },
    { collection: Session.collection.name, updates },
    { collection: Visitor.collection.name, updates: visitorUpserts(events) },
    { collection: ReportChange.collection.name, updates: changedVisits(changes, events).flatMap(markWrites) },
  ]);
}
