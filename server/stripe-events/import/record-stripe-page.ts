import { ClaimedObject } from "../../../models/claimed-object.ts";
import type { ClaimedObjectRecord } from "../../../models/claimed-object.ts";
import type { PaymentFact } from "../../../models/payment-fact-record.ts";
import { shortHash } from "../../shared/ids.ts";
import { applyEvents } from "../apply-events.ts";
import { normalizeStripeEvent } from "../normalize-stripe-event.ts";
import type { StripeEventBody } from "../normalize-stripe-event.ts";
import { readClaimedWebsite, readObjectIds } from "../read-event-ids.ts";
import { settleAwaiting } from "../settle-awaiting.ts";
import { dateOf, idOf } from "../stripe-object.ts";
import type { StripeObject } from "../stripe-object.ts";
import type { ImportStep } from "./import-steps.ts";

/**
 * Records a page's objects as the events that would have told of them, through the same normalizers. What webhooks brought of the same objects
 * merges by their ids; the same state read again is the same fact. Objects of another website on the same Stripe account are left out, and
 * remembered as that one's, since what belongs to them does not say so. Returns how many were left out.
 */
export async function recordStripePage(options: { websiteId: string; step: ImportStep; objects: StripeObject[]; livemode: boolean; now: Date }): Promise<number> {
  const { websiteId, step, livemode, now } = options;
  const events = options.objects.flatMap((object): StripeEventBody[] => {
    const [id, type] = [idOf(object["id"]), step.eventType(object)];
    // A subscription is read as it stands now, the rest as it came to be.
    const createdAt = step.name === "subscriptions" ? now : (dateOf(object["canceled_at"]) ?? dateOf(object["created"]) ?? now);
    return id && type ? [{ id: `import_${id}`, type, livemode, account: null, createdAt, object }] : [];
  });
  const own = await leaveOutForeign(websiteId, events, now);
  const said = own.map(normalizeStripeEvent).flatMap((one) => ("ignored" in one ? [] : [{ ...one, facts: one.facts.map(asSecondhand) }]));
  await applyEvents(said, websiteId, now);
  await settleAwaiting(websiteId, own.flatMap(readObjectIds));
  return events.length - own.length;
}

function asSecondhand(fact: PaymentFact): PaymentFact {
  return { ...fact, factId: `${fact.factId}:${shortHash(16, JSON.stringify(fact))}`, source: `import (${fact.source})`, secondhand: true };
}

async function leaveOutForeign(websiteId: string, events: StripeEventBody[], now: Date): Promise<StripeEventBody[]> {
  const ids = events.flatMap(readObjectIds);
  const claims = await ClaimedObject.find({ objectId: { $in: ids } }).lean<ClaimedObjectRecord[]>();
  const ownerOf = new Map(claims.map((claim) => [claim.objectId, claim.websiteId]));
  const own: StripeEventBody[] = [];
  for (const event of events) {
    const named = readClaimedWebsite(event);
    const owner = named ?? readObjectIds(event).map((id) => ownerOf.get(id)).find((claim) => claim !== undefined) ?? websiteId;
    if (owner === websiteId) own.push(event);
    else if (named) {
      const upserts = readObjectIds(event).map((objectId) => ({ updateOne: { filter: { objectId, websiteId: named }, update: { $setOnInsert: { claimedAt: now } }, upsert: true } }));
      await ClaimedObject.bulkWrite(upserts, { ordered: false });
    }
  }
  return own;
}
