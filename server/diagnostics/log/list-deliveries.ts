import { Payment } from "../../../models/payment.ts";
import { StripeEvent } from "../../../models/stripe-event.ts";
import { WebhookDelivery } from "../../../models/webhook-delivery.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import type { StripeEventRecord } from "../../../models/stripe-event.ts";
import type { WebhookDeliveryRecord } from "../../../models/webhook-delivery.ts";
import { readResultFilter, resultOf } from "./delivery-results.ts";
import { findDeliveriesById } from "./find-by-id.ts";
import { beforePlace, readLogCursor, writeLogCursor } from "./log-cursor.ts";
import type { DeliveryResult, ResultFilter } from "./delivery-results.ts";
import type { LogSource } from "./find-log-sources.ts";

export type DeliveryQuery = { sources: LogSource[]; result?: ResultFilter | undefined; type?: string | undefined; search?: string | undefined; cursor?: string | undefined; limit: number };

type Row = { delivery: WebhookDeliveryRecord; source: LogSource };

/** Deliveries, newest first, a page at a time, each with what its event did and into which payment it went. */
export async function listDeliveries(query: DeliveryQuery) {
  const { sources, limit } = query;
  const place = query.cursor ? readLogCursor(query.cursor) : null;
  const { outcomes, status, awaits } = readResultFilter(query.result);
  const clauses: Record<string, unknown>[] = [{}];
  if (outcomes) clauses.push({ outcome: { $in: outcomes } });
  if (query.type) clauses.push({ type: query.type });
  if (place) clauses.push(beforePlace(place));

  const read = async (source: LogSource): Promise<Row[]> => {
    const named = query.search ? await findDeliveriesById(source, query.search.trim()) : null;
    const own: Record<string, unknown>[] = named ? [{ _id: { $in: named.deliveryIds } }] : [];
    if (status) own.push({ outcome: "accepted", eventId: { $in: await eventsWithStatus(source, status, awaits, { ...query, until: place?.receivedAt, among: named?.eventIds }) } });
    const found = await WebhookDelivery.find({ ...source.filter, $and: [...clauses, ...own] }).sort({ receivedAt: -1, _id: -1 }).limit(limit + 1).lean<WebhookDeliveryRecord[]>();
    return found.map((delivery) => ({ delivery, source }));
  };
  const rows = (await Promise.all(sources.map(read))).flat().sort(newestFirst);
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.delivery;
  return {
    deliveries: await describe(page),
    nextCursor: rows.length > limit && last ? writeLogCursor({ receivedAt: last.receivedAt, id: last._id }) : null,
  };
}

/** The newest events of a status, those that wait for their payment apart: as many as a page can show. */
async function eventsWithStatus(source: LogSource, status: StripeEventRecord["status"], awaits: boolean, query: { type?: string | undefined; until?: Date | undefined; among?: string[] | undefined; limit: number }): Promise<string[]> {
  if (awaits && !source.websiteId) return [];
  const filter: Record<string, unknown> = { ...source.filter, status, awaitsPaymentOf: awaits ? source.websiteId : null };
  if (query.type) filter["type"] = query.type;
  if (query.until) filter["receivedAt"] = { $lte: query.until };
  if (query.among) filter["eventId"] = { $in: query.among };
  const events = await StripeEvent.find(filter).sort({ receivedAt: -1 }).limit(query.limit + 1).select({ eventId: 1 }).lean<StripeEventRecord[]>();
  return events.map(({ eventId }) => eventId);
}

function newestFirst(a: Row, b: Row): number {
  return b.delivery.receivedAt.getTime() - a.delivery.receivedAt.getTime() || (a.delivery._id.toHexString() < b.delivery._id.toHexString() ? 1 : -1);
}

async function describe(rows: Row[]) {
  const stored = rows.filter(({ delivery }) => delivery.outcome === "accepted" || delivery.outcome === "duplicate");
  const owners = [...new Set(stored.map(({ delivery }) => delivery.websiteId))];
  const eventIds = stored.flatMap(({ delivery }) => delivery.eventId ?? []);
  const events = await StripeEvent.find({ websiteId: { $in: owners }, eventId: { $in: eventIds } }).select({ payload: 0 }).lean<StripeEventRecord[]>();
  const eventOf = new Map(events.map((event) => [`${event.websiteId} ${event.eventId}`, event]));
  const websiteIds = [...new Set(rows.flatMap(({ source }) => source.websiteId ?? []))];
  const objectIds = [...new Set(events.flatMap((event) => event.objectIds))];
  const payments = await Payment.find({ websiteId: { $in: websiteIds }, providerIds: { $in: objectIds } }).select({ websiteId: 1, paymentId: 1, providerIds: 1 }).lean<PaymentRecord[]>();
  const paymentOf = new Map(payments.flatMap(({ websiteId, paymentId, providerIds }) => providerIds.map((id) => [`${websiteId} ${id}`, paymentId] as const)));
  return rows.map(({ delivery, source }) => {
    const event = delivery.eventId ? eventOf.get(`${delivery.websiteId} ${delivery.eventId}`) : undefined;
    const result: DeliveryResult = resultOf(delivery, event);
    return {
      deliveryId: delivery._id.toHexString(),
      websiteId: source.websiteId,
      websiteName: source.name,
      receivedAt: delivery.receivedAt.toISOString(),
      endpoint: delivery.endpoint,
      result,
      says: delivery.reason ?? event?.outcome ?? null,
      eventId: delivery.eventId,
      type: delivery.type,
      livemode: delivery.livemode,
      durationMs: delivery.durationMs,
      attempts: event?.attempts ?? 0,
      paymentId: event && source.websiteId ? (event.objectIds.map((id) => paymentOf.get(`${source.websiteId} ${id}`)).find(Boolean) ?? null) : null,
    };
  });
}
