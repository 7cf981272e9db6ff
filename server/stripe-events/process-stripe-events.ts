import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { findPaymentIds } from "../payments/find-payment-ids.ts";
import { applyEvents } from "./apply-events.ts";
import type { Said } from "./apply-events.ts";
import { claimObjects } from "./claim-objects.ts";
import { asRead, processStripeEvent } from "./process-stripe-event.ts";
import { readStoredEvent } from "./read-stored-event.ts";
import { processedUpdate, settleAwaiting } from "./settle-awaiting.ts";
import { settleCopiesOf } from "./settle-copies.ts";

/**
 * Processes stored events of one website together: the several events of a payment rebuild it once. Whatever goes wrong, they are then done
 * one by one, so that each gets its own error and its own next attempt; doing an event again changes nothing.
 */
export async function processStripeEvents(websiteId: string, eventIds: string[], now: Date): Promise<void> {
  if (websiteId !== UNCLAIMED && eventIds.length > 1) {
    try {
      return await processTogether(websiteId, eventIds, now);
    } catch {
      // Told by the attempt for itself.
    }
  }
  for (const eventId of eventIds) await processStripeEvent({ websiteId, eventId }, now);
}

async function processTogether(websiteId: string, eventIds: string[], now: Date): Promise<void> {
  const events = await StripeEvent.find({ websiteId, eventId: { $in: eventIds } }).lean<StripeEventRecord[]>();
  const read = events.map((event) => ({ event, stored: readStoredEvent(event) }));
  await applyEvents(read.flatMap(({ stored: { said } }) => ("ignored" in said ? [] : [said])), websiteId, now);
  const joined = await claimObjects(read.filter(({ stored: { said } }) => !("ignored" in said)), websiteId, now);
  await settleCopiesOf(events);
  const payments = await findPaymentIds(websiteId, read.flatMap(({ stored: { said } }) => ("ignored" in said ? [] : said.facts)));
  const updates = read.map(({ event, stored }) => {
    const { said } = stored;
    const paymentIdsOf = ({ facts }: Said) => [...new Set(facts.flatMap(({ factId }) => payments.get(factId) ?? []))];
    const update = "ignored" in said ? { $set: { status: "ignored" as const, outcome: said.ignored, nextAttemptAt: null }, $inc: { attempts: 1 } } : processedUpdate(stored, said, websiteId, paymentIdsOf(said));
    return { updateOne: { filter: asRead(event), update } };
  });
  const objectIds = [...new Set(events.flatMap((event) => event.objectIds))];
  await settleAwaiting(websiteId, objectIds);
  if (updates.length > 0) await StripeEvent.bulkWrite(updates, { ordered: false });
  if (updates.some(({ updateOne: { update } }) => "awaitsPaymentOf" in update.$set)) await settleAwaiting(websiteId, objectIds);
  for (const eventId of joined) await processStripeEvent({ websiteId: UNCLAIMED, eventId }, now);
}
