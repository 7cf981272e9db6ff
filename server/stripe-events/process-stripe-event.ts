import { ClaimedObject } from "../../models/claimed-object.ts";
import type { ClaimedObjectRecord } from "../../models/claimed-object.ts";
import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { WebhookDelivery } from "../../models/webhook-delivery.ts";
import { recordFacts } from "../payments/record-facts.ts";
import { normalizeStripeEvent, readEventBody } from "./normalize-stripe-event.ts";
import { openText } from "../shared/personal-data.ts";
import { readClaimedWebsite } from "./read-event-ids.ts";
import type { EventRef } from "./receive-stripe-event.ts";

const MAX_ATTEMPT_AGE_MS = 3 * 24 * 3_600_000;
const MAX_PAUSE_MS = 3_600_000;

/**
 * Does what a stored event says; doing it again changes nothing. A failure is written down with the time of the next attempt (growing pauses,
 * for 3 days, then it is parked) and not thrown. An event of the shared endpoint that nobody has claimed waits.
 */
export async function processStripeEvent(ref: EventRef, now: Date): Promise<void> {
  const event = await StripeEvent.findOne(ref).lean<StripeEventRecord>();
  if (!event) return;
  try {
    const websiteId = await findOwner(event, now);
    if (!websiteId) return;
    const outcome = await apply(event, websiteId, now);
    await StripeEvent.updateOne(ref, { $set: { ...outcome, nextAttemptAt: null }, $inc: { attempts: 1 } });
    if (event.endpoint === "shared") await claimObjects(event, websiteId, now);
  } catch (error) {
    const attempts = event.attempts + 1;
    const parked = now.getTime() - event.receivedAt.getTime() > MAX_ATTEMPT_AGE_MS;
    const pause = Math.min(MAX_PAUSE_MS, 5_000 * 2 ** Math.min(attempts, 12));
    const outcome = `Processing failed (attempt ${attempts}): ${(error as Error).message.slice(0, 300)}`;
    await StripeEvent.updateOne(ref, { $set: { status: parked ? "parked" : "failed", outcome, nextAttemptAt: parked ? null : new Date(now.getTime() + pause) }, $inc: { attempts: 1 } });
  }
}

/** The event's website; an unclaimed one is left waiting until another event claims an object that it speaks of. */
async function findOwner(event: StripeEventRecord, now: Date): Promise<string | null> {
  if (event.websiteId !== UNCLAIMED) return event.websiteId;
  if (event.claimedBy) return event.claimedBy;
  let claim = await findClaim(event);
  if (!claim) {
    const named = readClaimedWebsite(readEventBody(JSON.parse(openText(event.payload))) ?? { id: "", type: "", livemode: false, account: null, createdAt: now, object: {} });
    const outcome = named ? `metadata.websiteId names ${named}, which is no website here` : "It names no website: it waits for an event that does (metadata.websiteId) about the same payment";
    await StripeEvent.updateOne({ websiteId: UNCLAIMED, eventId: event.eventId }, { $set: { status: "waiting", outcome, nextAttemptAt: null } });
    // The claim may have come between the look and the write: whichever came second sees the other.
    claim = await findClaim(event);
  }
  if (claim) {
    await StripeEvent.updateOne({ websiteId: UNCLAIMED, eventId: event.eventId }, { $set: { claimedBy: claim } });
    await WebhookDelivery.updateMany({ websiteId: UNCLAIMED, eventId: event.eventId }, { $set: { claimedBy: claim } });
  }
  return claim;
}

async function findClaim(event: StripeEventRecord): Promise<string | null> {
  if (event.objectIds.length === 0) return null;
  const claim = await ClaimedObject.findOne({ objectId: { $in: event.objectIds } }).sort({ claimedAt: 1 }).lean<ClaimedObjectRecord>();
  return claim?.websiteId ?? null;
}

/** What the shared endpoint knows to be a website's: events that wait for one of these objects are joined now. */
export async function claimObjects(event: StripeEventRecord, websiteId: string, now: Date): Promise<void> {
  if (event.objectIds.length === 0) return;
  await ClaimedObject.bulkWrite(
    event.objectIds.map((objectId) => ({ updateOne: { filter: { objectId, websiteId }, update: { $setOnInsert: { claimedAt: now } }, upsert: true } })),
    { ordered: false },
  ).catch((error: { code?: number }) => {
    if (error.code !== 11_000) throw error;
  });
  const waiting = await StripeEvent.find({ websiteId: UNCLAIMED, objectIds: { $in: event.objectIds }, status: "waiting" }).select({ eventId: 1 }).lean<StripeEventRecord[]>();
  for (const { eventId } of waiting) await processStripeEvent({ websiteId: UNCLAIMED, eventId }, now);
}

async function apply(event: StripeEventRecord, websiteId: string, now: Date): Promise<EventOutcome> {
  const read = readFacts(event);
  if ("ignored" in read) return { status: "ignored", outcome: read.ignored };
  return describeOutcome(event, websiteId, await recordFacts({ websiteId, facts: read.facts, now }));
}

export type EventOutcome = { status: "processed" | "ignored"; outcome: string };

/** The facts of a stored event, or why it has none. */
export function readFacts(event: StripeEventRecord): ReturnType<typeof normalizeStripeEvent> {
  const body = readEventBody(JSON.parse(openText(event.payload)));
  return body ? normalizeStripeEvent(body) : { ignored: "Not a Stripe event" };
}

/** What an event did, in words. */
export function describeOutcome(event: StripeEventRecord, websiteId: string, paymentIds: string[]): EventOutcome {
  const body = readEventBody(JSON.parse(openText(event.payload)));
  const named = body && readClaimedWebsite(body);
  const foreign = named && named !== websiteId ? ` Its metadata names another website (${named}); the endpoint decides.` : "";
  const about = paymentIds.length === 0 ? "Kept until its payment arrives." : `Part of ${paymentIds.length === 1 ? "payment" : "payments"} ${paymentIds.slice(0, 5).join(", ")}.`;
  return { status: "processed", outcome: `${about}${foreign}` };
}
