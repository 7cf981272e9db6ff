import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import { repeatedIndexes } from "../shared/repeated-indexes.ts";
import type { UpdateOne } from "../shared/write-together.ts";

type Seen = Pick<TrackedEventRecord, "websiteId" | "visitorId" | "at">;

/** What makes the visitors of events, or widens what is known of when they were here. */
export function visitorUpserts(events: Seen[]): UpdateOne[] {
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
