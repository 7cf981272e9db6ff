import type { SessionRecord } from "../../models/session.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import { reserveOrdinals } from "../read-model/visitor-ordinals.ts";
import { repeatedIndexes } from "../shared/repeated-indexes.ts";
import { groupByWebsite } from "./group-by-website.ts";
import type { UpdateOne } from "../shared/write-together.ts";

type Seen = Pick<TrackedEventRecord, "websiteId" | "visitorId" | "at">;

type BegunSession = Pick<SessionRecord, "websiteId" | "visitorId" | "startedAt">;

function keyOf({ websiteId, visitorId }: Pick<Seen, "websiteId" | "visitorId">): string {
  return `${websiteId}\u0000${visitorId}`;
}

/** An id of the script begins with the time at which it was made; one made longer ago than this before a hit is of a visitor who came back. */
const NEW_MS = 60_000;

function isNewcomer({ visitorId, startedAt }: BegunSession): boolean {
  return Math.abs(startedAt.getTime() - Number.parseInt(visitorId.slice(0, 8) + visitorId.slice(9, 13), 16)) < NEW_MS;
}

/** Ordinals, as far as there are any, by their keys for the visitors of sessions that begin whose ids tell that they are new: a number for one who is not would be lost. */
export function reserveFor(sessions: BegunSession[]): Map<string, number> {
  const ordinals = new Map<string, number>();
  for (const [websiteId, visitorIds] of groupByWebsite(sessions.filter(isNewcomer), ({ visitorId }) => visitorId)) {
    for (const [index, ordinal] of reserveOrdinals(websiteId, visitorIds.length).entries()) ordinals.set(keyOf({ websiteId, visitorId: visitorIds[index] as string }), ordinal);
  }
  return ordinals;
}

/** What makes the visitors of events, with the ordinals that are theirs then, or widens what is known of when they were here. */
export function visitorUpserts(events: Seen[], ordinals: ReadonlyMap<string, number> = new Map()): UpdateOne[] {
  const seen = new Map<string, { websiteId: string; visitorId: string; first: Date; last: Date }>();
  for (const { websiteId, visitorId, at } of events) {
    const key = keyOf({ websiteId, visitorId });
    const known = seen.get(key);
    if (!known) seen.set(key, { websiteId, visitorId, first: at, last: at });
    else if (at < known.first) known.first = at;
    else if (at > known.last) known.last = at;
  }
  return [...seen].map(([key, { websiteId, visitorId, first, last }]) => {
    const ordinal = ordinals.get(key);
    const made = ordinal === undefined ? {} : { $setOnInsert: { ordinal } };
    return { updateOne: { filter: { websiteId, visitorId }, update: { $min: { firstSeenAt: first }, $max: { lastSeenAt: last }, ...made }, upsert: true } };
  });
}

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
