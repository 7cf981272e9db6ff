import mongoose from "mongoose";
import { Payment } from "../../../models/payment.ts";
import { PaymentFactRecord } from "../../../models/payment-fact-record.ts";
import { StripeEvent, UNCLAIMED } from "../../../models/stripe-event.ts";
import { WebhookDelivery } from "../../../models/webhook-delivery.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import type { StoredPaymentFact } from "../../../models/payment-fact-record.ts";
import type { StripeEventRecord } from "../../../models/stripe-event.ts";
import type { WebhookDeliveryRecord } from "../../../models/webhook-delivery.ts";
import { AppError } from "../../shared/app-error.ts";
import { openText } from "../../shared/personal-data.ts";
import { resultOf } from "./delivery-results.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { traceEvent } from "./trace-event.ts";

/**
 * One line of the log with everything behind it: headers, payload, each step of processing. `unclaimed`: also what belongs to no website. Throws `not_found`.
 */
export async function getDelivery(options: { websiteId: string; deliveryId: string; unclaimed: boolean }) {
  const { websiteId } = options;
  const delivery = await findDelivery(options);
  if (!delivery) throw new AppError("not_found", "There is no such delivery in this website's log; lines are kept for 90 days");
  const stored = delivery.outcome === "accepted" || delivery.outcome === "duplicate";
  const event = stored ? await StripeEvent.findOne({ websiteId: delivery.websiteId, eventId: delivery.eventId }).lean<StripeEventRecord>() : null;
  const owner = delivery.websiteId === UNCLAIMED ? delivery.claimedBy : delivery.websiteId;
  const [fact, payments] = owner && event ? await Promise.all([findFact(owner, event), findPayments(owner, event)]) : [null, []];
  const repeats = delivery.eventId ? await WebhookDelivery.find({ websiteId: delivery.websiteId, eventId: delivery.eventId }).sort({ receivedAt: 1 }).limit(50).lean<WebhookDeliveryRecord[]>() : [delivery];
  const payload = event ? (JSON.parse(openText(event.payload)) as unknown) : null;
  return {
    deliveryId: delivery._id.toHexString(),
    receivedAt: delivery.receivedAt.toISOString(),
    endpoint: delivery.endpoint,
    result: resultOf(delivery, event ?? undefined),
    eventId: delivery.eventId,
    type: delivery.type,
    livemode: delivery.livemode,
    apiVersion: event?.apiVersion ?? null,
    durationMs: delivery.durationMs,
    attempts: event?.attempts ?? 0,
    nextAttemptAt: event?.nextAttemptAt?.toISOString() ?? null,
    headers: { ...delivery.headers, signedAt: delivery.headers.signedAt?.toISOString() ?? null },
    refusal: explainRefusal(delivery),
    steps: traceEvent({ delivery, event, fact, payments }),
    paymentIds: owner === websiteId ? payments.map(({ paymentId }) => paymentId) : [],
    deliveries: repeats.map(({ _id, receivedAt, outcome }) => ({ deliveryId: _id.toHexString(), receivedAt: receivedAt.toISOString(), outcome })),
    /** Whether the event can be processed again. */
    again: event !== null,
    payload,
  };
}

async function findDelivery({ websiteId, deliveryId, unclaimed }: { websiteId: string; deliveryId: string; unclaimed: boolean }): Promise<WebhookDeliveryRecord | null> {
  if (!/^[0-9a-f]{24}$/.test(deliveryId)) return null;
  const _id = new mongoose.Types.ObjectId(deliveryId);
  const places = [{ websiteId }, { websiteId: UNCLAIMED, claimedBy: websiteId }, ...(unclaimed ? [{ websiteId: UNCLAIMED, claimedBy: null }] : [])];
  for (const place of places) {
    const found = await WebhookDelivery.findOne({ _id, ...place }).lean<WebhookDeliveryRecord>();
    if (found) return found;
  }
  return null;
}

function findFact(websiteId: string, event: StripeEventRecord): Promise<StoredPaymentFact | null> {
  return PaymentFactRecord.findOne({ websiteId, factId: `${event.provider ?? "stripe"}:${event.eventId}` }).lean<StoredPaymentFact>();
}

function findPayments(websiteId: string, event: StripeEventRecord): Promise<PaymentRecord[]> {
  return Payment.find({ websiteId, providerIds: { $in: event.objectIds } }).limit(10).lean<PaymentRecord[]>();
}
