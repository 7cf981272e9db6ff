import { Payment } from "../../../models/payment.ts";
import { WebhookDelivery } from "../../../models/webhook-delivery.ts";
import type mongoose from "mongoose";
import type { PaymentRecord } from "../../../models/payment.ts";
import type { WebhookDeliveryRecord } from "../../../models/webhook-delivery.ts";
import type { LogSource } from "./find-log-sources.ts";

const MAX_FOUND = 500;
const MIN_PREFIX = 8;

export type FoundById = { deliveryIds: mongoose.Types.ObjectId[]; eventIds: string[] };

/**
 * The deliveries of a source that an id names: an event's id (or its beginning), the id of a Stripe object that an event speaks of, or a
 * payment's of ours. One query an index, since an `$or` over them would read the whole log.
 */
export async function findDeliveriesById(source: LogSource, text: string): Promise<FoundById> {
  const objectIds = [text, ...(await idsOfPayment(source.websiteId, text))];
  const clauses: Record<string, unknown>[] = [{ eventId: text }, { objectIds: { $in: objectIds } }];
  if (text.length >= MIN_PREFIX) clauses.push({ eventId: { $gte: text, $lt: `${text}\uffff` } });
  const found = await Promise.all(clauses.map((clause) => WebhookDelivery.find({ ...source.filter, ...clause }).limit(MAX_FOUND).select({ eventId: 1 }).lean<WebhookDeliveryRecord[]>()));
  return { deliveryIds: found.flat().map(({ _id }) => _id), eventIds: [...new Set(found.flat().flatMap(({ eventId }) => eventId ?? []))] };
}

async function idsOfPayment(websiteId: string | null, text: string): Promise<string[]> {
  if (!websiteId || !text.startsWith("pay_")) return [];
  const payment = await Payment.findOne({ websiteId, paymentId: text }).select({ providerIds: 1 }).lean<PaymentRecord>();
  return payment?.providerIds ?? [];
}
