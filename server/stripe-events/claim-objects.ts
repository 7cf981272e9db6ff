import { ClaimedObject } from "../../models/claimed-object.ts";
import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { repeatedIndexes } from "../shared/repeated-indexes.ts";
import { pairingKeys } from "./pairing-keys.ts";
import type { StoredEvent } from "./read-stored-event.ts";

/**
 * What the shared endpoint knows to be a website's: events that wait for one of these objects become due, and are returned. The customer is
 * claimed too, for events about the customer alone; no payment is ever found by it, since customers may buy on several websites.
 */
export async function claimObjects(events: { event: StripeEventRecord; stored: StoredEvent }[], websiteId: string, now: Date): Promise<string[]> {
  const shared = events.filter(({ event }) => event.endpoint === "shared");
  const objectIds = [...new Set(shared.flatMap(({ event, stored: { customerId, said } }) => [...event.objectIds, ...(customerId ? [customerId] : []), ...pairingKeys(said).offered]))];
  if (objectIds.length === 0) return [];
  await ClaimedObject.bulkWrite(
    objectIds.map((objectId) => ({ updateOne: { filter: { objectId, websiteId }, update: { $setOnInsert: { claimedAt: now } }, upsert: true } })),
    { ordered: false },
  ).catch(repeatedIndexes);
  const waiting = { websiteId: UNCLAIMED, objectIds: { $in: objectIds }, status: "waiting" as const, eventId: { $nin: shared.map(({ event }) => event.eventId) } };
  const found = await StripeEvent.find(waiting).select({ eventId: 1 }).lean<StripeEventRecord[]>();
  if (found.length > 0) await StripeEvent.updateMany(waiting, { $set: { status: "pending", nextAttemptAt: now } });
  return found.map(({ eventId }) => eventId);
}
