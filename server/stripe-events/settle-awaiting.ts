import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { awaitsPayment, describeOutcome, describePart } from "./apply-events.ts";
import type { Said } from "./apply-events.ts";
import type { StoredEvent } from "./read-stored-event.ts";

type Waiting = Pick<StripeEventRecord, "websiteId" | "eventId" | "objectIds">;
type Found = Pick<PaymentRecord, "paymentId" | "providerIds">;

/** The update that writes an event down as processed, and as waiting while the payment that it speaks of is not known. */
export function processedUpdate(stored: StoredEvent, said: Said, websiteId: string, paymentIds: string[]) {
  const done = { status: "processed" as const, outcome: describeOutcome(stored, said, websiteId, paymentIds), nextAttemptAt: null };
  const counted = { $inc: { attempts: 1 } };
  return awaitsPayment(said, paymentIds) ? { $set: { ...done, awaitsPaymentOf: websiteId }, ...counted } : { $set: done, $unset: { awaitsPaymentOf: 1 as const }, ...counted };
}

/**
 * Says of a website's waiting events that their payment has come, when one has that is known by some of `objectIds`. To be called before the events of
 * a payment count as done, and after one was written down as waiting: its payment may have come since it looked, and whichever is later sees the other.
 */
export async function settleAwaiting(websiteId: string, objectIds: string[]): Promise<void> {
  // Hardly ever does anything wait: one look at a small index.
  const stored = { websiteId: { $in: [websiteId, UNCLAIMED] }, awaitsPaymentOf: websiteId };
  if (!(await StripeEvent.exists(stored))) return;
  const payments = await Payment.find({ websiteId, providerIds: { $in: objectIds } }).select({ _id: 0, paymentId: 1, providerIds: 1 }).lean<Found[]>();
  if (payments.length === 0) return;
  const known = payments.flatMap(({ providerIds }) => providerIds);
  const waiting = await StripeEvent.find({ ...stored, objectIds: { $in: known } }).select({ _id: 0, websiteId: 1, eventId: 1, objectIds: 1 }).lean<Waiting[]>();
  const updates = waiting.map((event) => {
    const paymentIds = payments.filter(({ providerIds }) => providerIds.some((id) => event.objectIds.includes(id))).map(({ paymentId }) => paymentId);
    return { updateOne: { filter: { websiteId: event.websiteId, eventId: event.eventId }, update: { $set: { outcome: describePart(paymentIds) }, $unset: { awaitsPaymentOf: 1 as const } } } };
  });
  if (updates.length > 0) await StripeEvent.bulkWrite(updates, { ordered: false });
}
