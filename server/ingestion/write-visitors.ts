import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import { reserveOrdinals } from "../read-model/visitor-ordinals.ts";
import { repeatedIndexes } from "../shared/repeated-indexes.ts";
import { groupByWebsite } from "./group-by-website.ts";
import type { UpdateOne } from "../shared/write-together.ts";

type Seen = Pick<TrackedEventRecord, "websiteId" | "visitorId" | "at">;

type VisitorRef = Pick<TrackedEventRecord, "websiteId" | "visitorId">;

function keyOf({ websiteId, visitorId }: VisitorRef): string {
  return `${websiteId}\u0000${visitorId}`;
}

/** Ordinals, as far as there are any, for the visitors of sessions that begin, by their keys: most of them are new, and are made with theirs. */
export function reserveFor(sessions: VisitorRef[]): Map<string, number> {
  const ordinals = new Map<string, number>();
  for (const [websiteId, visitorIds] of groupByWebsite(sessions, ({ visitorId }) => visitorId)) {
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
