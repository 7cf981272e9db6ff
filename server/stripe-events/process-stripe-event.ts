import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { isDatabaseAway } from "../shared/is-database-away.ts";
import { applyEvents, awaitsPayment } from "./apply-events.ts";
import { claimObjects } from "./claim-objects.ts";
import { findOwner } from "./find-owner.ts";
import { readStoredEvent } from "./read-stored-event.ts";
import type { EventRef } from "./receive-stripe-event.ts";
import { processedUpdate, settleAwaiting } from "./settle-awaiting.ts";
import { settleCopiesOf, settleIfCopy } from "./settle-copies.ts";

const MAX_ATTEMPT_AGE_MS = 3 * 24 * 3_600_000;
/** What lay while no server ran is tried as often, for more than an hour, however old it is. */
const MIN_ATTEMPTS = 8;
/** Most failures are over in a moment; then each pause is four times the last one. */
const FIRST_PAUSE_MS = 1_000;
export const MAX_PAUSE_MS = 3_600_000;

/**
 * Does what a stored event says; doing it again changes nothing. A failure is written down with the time of the next attempt (growing pauses,
 * for 3 days and some attempts, then it is parked) and not thrown; only that the database is away is thrown, since it says nothing of the event, which stays due. An
 * event of the shared endpoint that nobody has claimed waits.
 */
export async function processStripeEvent(ref: EventRef, now: Date): Promise<void> {
  const event = await StripeEvent.findOne(ref).lean<StripeEventRecord>();
  if (!event) return;
  try {
    const stored = readStoredEvent(event);
    if ("ignored" in stored.said) {
      await StripeEvent.updateOne(ref, { $set: { status: "ignored", outcome: stored.said.ignored, nextAttemptAt: null }, $inc: { attempts: 1 } });
      return;
    }
    const websiteId = await findOwner(event, stored);
    if (!websiteId) return await settleIfCopy(event);
    const paymentIds = await applyEvents([stored.said], websiteId, now);
    // Before it counts as done: a crash in between must not leave its neighbours waiting for ever.
    const joined = await claimObjects([{ event, stored }], websiteId, now);
    await settleCopiesOf([event]);
    await settleAwaiting(websiteId, event.objectIds);
    await StripeEvent.updateOne(asRead(event), processedUpdate(stored, stored.said, websiteId, paymentIds));
    if (awaitsPayment(stored.said, paymentIds)) await settleAwaiting(websiteId, event.objectIds);
    for (const eventId of joined) await processStripeEvent({ websiteId: UNCLAIMED, eventId }, now);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const attempts = event.attempts + 1;
    const parked = attempts >= MIN_ATTEMPTS && now.getTime() - event.receivedAt.getTime() > MAX_ATTEMPT_AGE_MS;
    const pause = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 4 ** Math.min(attempts - 1, 6));
    const outcome = `Processing failed (attempt ${attempts}): ${(error as Error).message.slice(0, 300)}`;
    await StripeEvent.updateOne(ref, { $set: { status: parked ? "parked" : "failed", outcome, nextAttemptAt: parked ? null : new Date(now.getTime() + pause) }, $inc: { attempts: 1 } });
  }
}

/** An event as what was done with it saw it: one that came to the shared endpoint meanwhile is to be done once more, and stays due. */
export function asRead({ websiteId, eventId, endpoint }: StripeEventRecord) {
  return { websiteId, eventId, endpoint };
}
