import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";

/** The events of those hits that are stored already, each as its first delivery made it. */
export async function findStoredEvents(hits: Pick<TrackedEventRecord, "websiteId" | "hitId">[]): Promise<TrackedEventRecord[]> {
  const idsOf = new Map<string, string[]>();
  for (const { websiteId, hitId } of hits) {
    const ids = idsOf.get(websiteId);
    if (ids) ids.push(hitId);
    else idsOf.set(websiteId, [hitId]);
  }
  const found = await Promise.all([...idsOf].map(([websiteId, hitIds]) => TrackedEvent.collection.find<TrackedEventRecord>({ websiteId, hitId: { $in: hitIds } }, { projection: { _id: 0 } }).toArray()));
  return found.flat();
}
