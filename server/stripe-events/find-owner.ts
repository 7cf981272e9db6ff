import { ClaimedObject } from "../../models/claimed-object.ts";
import type { ClaimedObjectRecord } from "../../models/claimed-object.ts";
import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { WebhookDelivery } from "../../models/webhook-delivery.ts";
import { findWebsiteOrDeleted } from "../websites/find-website.ts";
import { pairingKeys } from "./pairing-keys.ts";
import type { StoredEvent } from "./read-stored-event.ts";

/** The event's website; an unclaimed one is left waiting until another event claims an object that it speaks of. */
export async function findOwner(event: StripeEventRecord, { namedWebsite, said }: StoredEvent): Promise<string | null> {
  if (event.websiteId !== UNCLAIMED) return event.websiteId;
  if (event.claimedBy) return event.claimedBy;
  // The website that it names may have been made since it came.
  const named = namedWebsite && (await findWebsiteOrDeleted(namedWebsite)) ? namedWebsite : null;
  const { wanted } = pairingKeys(said);
  let claim = named ?? (await findClaim(event, wanted));
  if (!claim) {
    const outcome = namedWebsite ? `metadata.websiteId names ${namedWebsite}, which is no website here` : "It names no website: it waits for an event that does (metadata.websiteId) about the same payment";
    await StripeEvent.updateOne({ websiteId: UNCLAIMED, eventId: event.eventId }, { $set: { status: "waiting", outcome, nextAttemptAt: null }, $addToSet: { objectIds: { $each: wanted } } });
    // The claim may have come between the look and the write: whichever came second sees the other.
    claim = await findClaim(event, wanted);
  }
  if (claim) {
    await StripeEvent.updateOne({ websiteId: UNCLAIMED, eventId: event.eventId }, { $set: { claimedBy: claim } });
    await WebhookDelivery.updateMany({ websiteId: UNCLAIMED, eventId: event.eventId }, { $set: { claimedBy: claim } });
  }
  return claim;
}

/** Whose object it is; else whose money it would be, if that is one website only. */
async function findClaim(event: StripeEventRecord, wanted: string[]): Promise<string | null> {
  const ids = event.objectIds.filter((id) => !wanted.includes(id));
  const claim = ids.length > 0 ? await ClaimedObject.findOne({ objectId: { $in: ids } }).sort({ claimedAt: 1 }).lean<ClaimedObjectRecord>() : null;
  if (claim) return claim.websiteId;
  const offers = wanted.length > 0 ? await ClaimedObject.find({ objectId: { $in: wanted } }).limit(2).lean<ClaimedObjectRecord[]>() : [];
  const [only] = offers;
  return offers.length === 1 && only ? only.websiteId : null;
}
