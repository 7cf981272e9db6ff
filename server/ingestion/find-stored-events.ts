import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { groupByWebsite } from "./group-by-website.ts";

export type StoredEvent = Pick<TrackedEventRecord, "websiteId" | "hitId" | "sessionId" | "visitorId" | "at">;
const FIELDS = { _id: 0, websiteId: 1, hitId: 1, sessionId: 1, visitorId: 1, at: 1 } as const;

/** The events of those hits that are stored already, each as its first delivery made it. */
export async function findStoredEvents(hits: Pick<TrackedEventRecord, "websiteId" | "hitId">[]): Promise<StoredEvent[]> {
  const found = await Promise.all([...groupByWebsite(hits, ({ hitId }) => hitId)].map(([websiteId, hitIds]) => TrackedEvent.collection.find<StoredEvent>({ websiteId, hitId: { $in: hitIds } }, { projection: FIELDS }).toArray()));
  return found.flat();
}
