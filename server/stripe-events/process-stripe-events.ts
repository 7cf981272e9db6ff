import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { findPaymentIds } from "../payments/find-payment-ids.ts";
import { recordFacts } from "../payments/record-facts.ts";
import { claimObjects, describeOutcome, processStripeEvent, readFacts } from "./process-stripe-event.ts";
import type { EventOutcome } from "./process-stripe-event.ts";

type Read = { event: StripeEventRecord; facts: PaymentFact[]; ignored: string | null };

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
  const read = events.map((event): Read => {
    const result = readFacts(event);
    return "ignored" in result ? { event, facts: [], ignored: result.ignored } : { event, facts: result.facts, ignored: null };
  });
  await recordFacts({ websiteId, facts: read.flatMap(({ facts }) => facts), now });
  const ids = [...new Set(read.flatMap(({ event, ignored }) => (ignored === null ? event.objectIds : [])))];
  const payments = await findPaymentIds(websiteId, ids);
  const updates = read.map(({ event, ignored }) => {
    const paymentIds = [...new Set(event.objectIds.flatMap((id) => payments.get(id) ?? []))];
    const outcome: EventOutcome = ignored === null ? describeOutcome(event, websiteId, paymentIds) : { status: "ignored", outcome: ignored };
    return { updateOne: { filter: { websiteId, eventId: event.eventId }, update: { $set: { ...outcome, nextAttemptAt: null }, $inc: { attempts: 1 } } } };
  });
  if (updates.length > 0) await StripeEvent.bulkWrite(updates, { ordered: false });
  for (const event of events) if (event.endpoint === "shared") await claimObjects(event, websiteId, now);
}
