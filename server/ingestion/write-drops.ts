import { DropCount } from "../../models/drop-count.ts";
import { repeatedIndexes } from "../shared/repeated-indexes.ts";

/** One hit that was dropped; `day` is a UTC day, `YYYY-MM-DD`. */
export type Drop = { websiteId: string; day: string; reason: string };

/** Counts why hits were dropped, a day: troubleshooting shows it. One write for each reason, however many drops. */
export async function writeDrops(drops: Drop[]): Promise<void> {
  const counts = new Map<string, { drop: Drop; count: number }>();
  for (const drop of drops) {
    const key = `${drop.websiteId}\u0000${drop.day}\u0000${drop.reason}`;
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { drop, count: 1 });
  }
  const updates = [...counts.values()].map(({ drop: { websiteId, day, reason }, count }) => ({
    updateOne: { filter: { websiteId, day, reason }, update: { $inc: { count } }, upsert: true },
  }));
  try {
    await DropCount.collection.bulkWrite(updates, { ordered: false });
  } catch (error) {
    // Two servers may begin the same count at once; the second one adds to it.
    const repeated = repeatedIndexes(error);
    await DropCount.collection.bulkWrite(updates.filter((_, index) => repeated.has(index)), { ordered: false });
  }
}
