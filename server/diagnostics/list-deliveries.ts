import { StripeEvent } from "../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import { WebhookDelivery } from "../../models/webhook-delivery.ts";
import type { WebhookDeliveryRecord } from "../../models/webhook-delivery.ts";

/** The last deliveries to a website, refused ones too, each with what its event did. */
export async function listDeliveries(websiteId: string, options: { outcome?: string | undefined; limit: number }) {
  const filter = { websiteId, ...(options.outcome ? { outcome: options.outcome } : {}) };
  const deliveries = await WebhookDelivery.find(filter).sort({ receivedAt: -1 }).limit(options.limit).lean<WebhookDeliveryRecord[]>();
  const ids = deliveries.flatMap(({ eventId }) => (eventId ? [eventId] : []));
  const events = await StripeEvent.find({ websiteId, eventId: { $in: ids } }).select({ payload: 0 }).lean<StripeEventRecord[]>();
  const byId = new Map(events.map((event) => [event.eventId, event]));
  return deliveries.map(({ receivedAt, outcome, reason, eventId, type, durationMs }) => {
    const event = eventId ? byId.get(eventId) : undefined;
    return { receivedAt: receivedAt.toISOString(), outcome, reason, eventId, type, durationMs, status: event?.status ?? null, result: event?.outcome ?? null, attempts: event?.attempts ?? 0 };
  });
}
