import { DropCount } from "../../models/drop-count.ts";
import { Payment } from "../../models/payment.ts";
import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import { WebhookDelivery } from "../../models/webhook-delivery.ts";
import type { DropCountRecord } from "../../models/drop-count.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { StripeEventRecord } from "../../models/stripe-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import type { WebhookDeliveryRecord } from "../../models/webhook-delivery.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { TEST_EVENT_TYPE } from "../stripe-events/wanted-events.ts";

const RECENT = 50;
const DAY_MS = 86_400_000;

export type SetupFacts = {
  website: { name: string; domain: string; secrets: number; sharedSecret: boolean };
  firstHitAt: Date | null;
  lastHitAt: Date | null;
  /** Hits of the last two days that were dropped, by reason. */
  drops: { reason: string; count: number }[];
  /** Newest events of Stripe (not our own test event), newest first. */
  events: { at: Date; type: string; livemode: boolean }[];
  testEventAt: Date | null;
  lastRefusal: { at: Date; outcome: string; reason: string | null } | null;
  /** Newest payments, newest first. */
  payments: { at: Date; livemode: boolean; hasIds: boolean; linked: boolean; method: string }[];
};

/** What has come in so far, as far as the setup needs to know. A few reads by index, each of a bounded size. */
export async function collectSetupFacts(website: WebsiteRecord, options: { sharedSecret: boolean; now: Date }): Promise<SetupFacts> {
  const websiteId = website._id;
  const days = [0, 1].map((back) => new Date(options.now.getTime() - back * DAY_MS).toISOString().slice(0, 10));
  const refusals = ["signature_invalid", "secret_missing"].map((outcome) => WebhookDelivery.findOne({ websiteId, outcome }).sort({ receivedAt: -1, _id: -1 }).lean<WebhookDeliveryRecord>());
  const [first, last, drops, own, joined, test, payments, ...refused] = await Promise.all([
    TrackedEvent.findOne({ websiteId }).sort({ at: 1 }).select({ at: 1 }).lean<TrackedEventRecord>(),
    TrackedEvent.findOne({ websiteId }).sort({ at: -1 }).select({ at: 1 }).lean<TrackedEventRecord>(),
    DropCount.find({ websiteId, day: { $in: days } }).lean<DropCountRecord[]>(),
    StripeEvent.find({ websiteId }).sort({ receivedAt: -1 }).limit(RECENT).select({ payload: 0 }).lean<StripeEventRecord[]>(),
    StripeEvent.find({ websiteId: UNCLAIMED, claimedBy: websiteId }).sort({ receivedAt: -1 }).limit(RECENT).select({ payload: 0 }).lean<StripeEventRecord[]>(),
    WebhookDelivery.findOne({ websiteId, type: TEST_EVENT_TYPE, outcome: "accepted" }).sort({ receivedAt: -1, _id: -1 }).lean<WebhookDeliveryRecord>(),
    Payment.find({ websiteId }).sort({ paidAt: -1, paymentId: 1 }).limit(RECENT).lean<PaymentRecord[]>(),
    ...refusals,
  ]);
  const byReason = new Map<string, number>();
  for (const { reason, count } of drops) byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  const events = [...own, ...joined].filter(({ type, provider }) => type !== TEST_EVENT_TYPE && provider !== "lemonsqueezy").sort((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime());
  const [lastRefusal] = refused.flatMap((delivery) => delivery ?? []).sort((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime());
  return {
    website: { name: website.name, domain: website.domain, secrets: website.stripeSecrets.length, sharedSecret: options.sharedSecret },
    firstHitAt: first?.at ?? null,
    lastHitAt: last?.at ?? null,
    drops: [...byReason].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    events: events.map(({ receivedAt, type, livemode }) => ({ at: receivedAt, type, livemode })),
    testEventAt: test?.receivedAt ?? null,
    lastRefusal: lastRefusal ? { at: lastRefusal.receivedAt, outcome: lastRefusal.outcome, reason: lastRefusal.reason } : null,
    payments: payments.map(({ paidAt, livemode, claimed, link }) => ({
      at: paidAt,
      livemode,
      hasIds: claimed.visitorId !== null || claimed.sessionId !== null || claimed.clientReference !== null,
      linked: link.visitorId !== null,
      method: link.method,
    })),
  };
}
