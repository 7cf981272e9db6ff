import { DropCount } from "../../models/drop-count.ts";
import { Identity } from "../../models/identity.ts";
import { Payment } from "../../models/payment.ts";
import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import { WebhookDelivery } from "../../models/webhook-delivery.ts";
import type { DropCountRecord } from "../../models/drop-count.ts";
import type { IdentityRecord } from "../../models/identity.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import type { WebhookDeliveryRecord } from "../../models/webhook-delivery.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { findOverflows } from "../ingestion/find-overflows.ts";
import { findUnclaimedEvents } from "../stripe-events/find-unclaimed-events.ts";
import { TEST_EVENT_TYPE } from "../stripe-events/wanted-events.ts";
import type { DiagnosticFacts } from "./facts.ts";

const DAY_MS = 86_400_000;
const MAX_PAYMENTS = 1_000;
const MAX_EVENTS = 2_000;
const REFUND_TYPES = ["charge.refunded", "refund.created", "refund.updated", "charge.refund.updated"];

/** Everything that the checks judge, in reads by index of a bounded size. `seesUnclaimed`: whether the reader may know of events without a website. */
export async function collectFacts(website: WebsiteRecord, options: { sharedSecret: boolean; seesUnclaimed: boolean; now: Date }): Promise<DiagnosticFacts> {
  const { now } = options;
  const websiteId = website._id;
  const since = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const newestEvents = (filter: Record<string, unknown>) => StripeEvent.find({ ...filter, receivedAt: { $gte: since(30) } }).sort({ receivedAt: -1 }).limit(MAX_EVENTS).select({ payload: 0 }).lean<StripeEventRecord[]>();
  const days = Array.from({ length: 8 }, (_, back) => since(back).toISOString().slice(0, 10));
  const [deliveries, lastBad, own, joined, unclaimedWaiting, payments, failed, parked, identity, first, last, drops, overflows] = await Promise.all([
    WebhookDelivery.find({ websiteId, receivedAt: { $gte: since(7) } }).sort({ receivedAt: -1, _id: -1 }).limit(MAX_EVENTS).select({ objectIds: 0 }).lean<WebhookDeliveryRecord[]>(),
    WebhookDelivery.findOne({ websiteId, outcome: "signature_invalid" }).sort({ receivedAt: -1, _id: -1 }).lean<WebhookDeliveryRecord>(),
    newestEvents({ websiteId }),
    newestEvents({ websiteId: UNCLAIMED, claimedBy: websiteId }),
    options.seesUnclaimed ? findUnclaimedEvents({ now, limit: MAX_EVENTS }) : null,
    Payment.find({ websiteId, paidAt: { $gte: since(56) } }).sort({ paidAt: -1, paymentId: 1 }).limit(MAX_PAYMENTS).select({ touches: 0 }).lean<PaymentRecord[]>(),
    StripeEvent.countDocuments({ websiteId, status: "failed" }),
    StripeEvent.countDocuments({ websiteId, status: "parked" }),
    Identity.findOne({ websiteId, kind: "email" }).lean<IdentityRecord>(),
    TrackedEvent.findOne({ websiteId }).sort({ at: 1 }).select({ at: 1 }).lean<TrackedEventRecord>(),
    TrackedEvent.findOne({ websiteId }).sort({ at: -1 }).select({ at: 1 }).lean<TrackedEventRecord>(),
    DropCount.find({ websiteId, day: { $in: days } }).lean<DropCountRecord[]>(),
    findOverflows(websiteId, since(7).toISOString().slice(0, 10)),
  ]);
  // Other providers' events stand beside Stripe's; what they subscribe to is theirs.
  const ownEvents = own.filter(({ type, provider }) => type !== TEST_EVENT_TYPE && provider !== "lemonsqueezy");
  const events = [...ownEvents, ...joined];
  const accepted = deliveries.filter(({ outcome, type }) => outcome === "accepted" && type !== TEST_EVENT_TYPE);
  return {
    now,
    website: { domain: website.domain, createdAt: website.createdAt, secrets: website.stripeSecrets.length, secretAddedAt: newest(website.stripeSecrets.map(({ addedAt }) => addedAt)), sharedSecret: options.sharedSecret, excludedPaths: website.exclusions.paths, linkByTime: website.linkByTime },
    outcomes: tally(deliveries.filter(({ type }) => type !== TEST_EVENT_TYPE).map(({ outcome }) => outcome)),
    lastAcceptedAt: newest(events.map(({ receivedAt }) => receivedAt)),
    lastBadSignature: lastBad ? { at: lastBad.receivedAt, reason: lastBad.reason } : null,
    lags: accepted.slice(0, 50).flatMap(({ receivedAt, headers }) => (headers?.signedAt ? [(receivedAt.getTime() - headers.signedAt.getTime()) / 1_000] : [])),
    types: groupTypes(events),
    eventsAtBothEndpoints: joined.filter(({ eventId }) => ownEvents.some((event) => event.eventId === eventId)).length,
    eventsNamingAnother: ownEvents.filter(({ outcome }) => outcome?.includes("names another website")).length,
    payments: payments.map(({ paidAt, livemode, link, claimed, customerEmail, status, heldFor = [] }) => ({
      at: paidAt,
      livemode,
      method: link.method,
      hasIds: claimed.visitorId !== null || claimed.sessionId !== null || claimed.clientReference !== null,
      hasEmail: customerEmail !== null,
      paid: status !== "pending" && status !== "failed",
      held: heldFor.length > 0,
    })),
    refundsWithoutPayment: await countOrphanedRefunds(websiteId, events),
    unclaimed: unclaimedWaiting && { count: unclaimedWaiting.length, oldestAt: unclaimedWaiting[0]?.receivedAt ?? null },
    failed,
    parked,
    lastIdentifiedAt: identity?.lastAt ?? null,
    firstHitAt: first?.at ?? null,
    lastHitAt: last?.at ?? null,
    drops: sumDrops(drops),
    overflows,
  };
}

function tally(words: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function newest(times: Date[]): Date | null {
  return times.reduce<Date | null>((latest, at) => (latest && latest >= at ? latest : at), null);
}

function groupTypes(events: StripeEventRecord[]): DiagnosticFacts["types"] {
  const groups = new Map<string, DiagnosticFacts["types"][number]>();
  for (const { type, livemode, receivedAt } of events) {
    const key = `${type} ${livemode}`;
    const group = groups.get(key) ?? { type, livemode, count: 0, lastAt: receivedAt };
    groups.set(key, { ...group, count: group.count + 1, lastAt: receivedAt > group.lastAt ? receivedAt : group.lastAt });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

function sumDrops(drops: DropCountRecord[]): { reason: string; count: number }[] {
  const sums = new Map<string, number>();
  for (const { reason, count } of drops) sums.set(reason, (sums.get(reason) ?? 0) + count);
  return [...sums].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

/** Refund events none of whose objects is part of a payment; several events about one charge count once. */
async function countOrphanedRefunds(websiteId: string, events: StripeEventRecord[]): Promise<number> {
  const refunds = events.filter(({ type }) => REFUND_TYPES.includes(type));
  if (refunds.length === 0) return 0;
  const ids = [...new Set(refunds.flatMap(({ objectIds }) => objectIds))];
  const payments = await Payment.find({ websiteId, providerIds: { $in: ids } }).select({ providerIds: 1 }).lean<PaymentRecord[]>();
  const known = new Set(payments.flatMap(({ providerIds }) => providerIds));
  const orphans = refunds.filter(({ objectIds }) => !objectIds.some((id) => known.has(id)));
  return new Set(orphans.map(({ objectIds, eventId }) => objectIds.find((id) => /^(pi|ch|py)_/.test(id)) ?? eventId)).size;
}
