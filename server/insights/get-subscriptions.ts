import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { Subscription } from "../../models/subscription.ts";
import type { SubscriptionRecord } from "../../models/subscription.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { showsTestMoney } from "../reports/prepare-report.ts";
import { AppError } from "../shared/app-error.ts";
import { computeSubscriptions } from "./compute-subscriptions.ts";
import type { Price, SubscriptionChannel, SubscriptionPoint, SubscriptionSpan } from "./compute-subscriptions.ts";
import { deriveSubscriptions } from "./derive-subscriptions.ts";
import { recentBuckets } from "./recent-buckets.ts";

const MAX_SUBSCRIPTIONS = 100_000;
const MAX_PAYMENTS = 500_000;

type ToldPayment = Pick<PaymentRecord, "livemode" | "subscriptionId" | "customerId" | "paymentId" | "kind" | "amountMinor" | "refundedMinor" | "disputeLostMinor" | "currency" | "paidAt" | "status"> & { touches: { at: Date; channel: string }[] };
type Renewals = { renewals: number; renewalMinor: number };

export type SubscriptionsReport = {
  points: (Omit<SubscriptionPoint, "start"> & { start: string })[];
  channels: (SubscriptionChannel & Renewals)[];
  /** Subscriptions that only their payments tell of. */
  derived: number;
  otherCurrencies: string[];
};

/**
 * Recurring revenue of the last `months` months. A subscription counts from its start, or the end of its trial, to its end, with the price that it had, over a month, before
 * discounts and tax; those that are unpaid, paused or never began do not. The channel is that of the first visit frozen with any payment of the customer.
 */
export async function getSubscriptions({ website, months, now }: { website: WebsiteRecord; months: number; now: Date }): Promise<SubscriptionsReport> {
  const websiteId = website._id;
  const withTest = await showsTestMoney(website);
  const [told, paid] = await Promise.all([
    Subscription.find({ websiteId, ...(withTest ? {} : { livemode: true }) }).limit(MAX_SUBSCRIPTIONS + 1).select({ _id: 0 }).lean<SubscriptionRecord[]>(),
    // Without the mode, so that the index on subscriptions is taken: few payments may be of one.
    Payment.find({ websiteId, subscriptionId: { $gt: "" }, status: { $in: ["succeeded", "partially_refunded", "refunded", "disputed"] } })
      .limit(MAX_PAYMENTS + 1)
      .select({ _id: 0, livemode: 1, subscriptionId: 1, customerId: 1, paymentId: 1, kind: 1, amountMinor: 1, refundedMinor: 1, disputeLostMinor: 1, currency: 1, paidAt: 1, "touches.at": 1, "touches.channel": 1 })
      .lean<ToldPayment[]>(),
  ]);
  if (told.length > MAX_SUBSCRIPTIONS || paid.length > MAX_PAYMENTS) throw new AppError("bad_request", `There are more than ${MAX_SUBSCRIPTIONS} subscriptions or ${MAX_PAYMENTS} payments of them: more than this report can sum`);
  const payments = paid.filter(({ livemode }) => withTest || livemode);
  const own = payments.filter(({ currency }) => currency === website.currency);
  const customers = new Map(own.map(({ subscriptionId, customerId }) => [subscriptionId, customerId ?? subscriptionId]));
  const channels = firstChannels(own);
  const known = new Set(told.map(({ subscriptionId }) => subscriptionId));
  const derived = deriveSubscriptions(own.filter(({ subscriptionId, amountMinor }) => subscriptionId !== null && !known.has(subscriptionId) && amountMinor > 0).map(({ subscriptionId, paidAt, amountMinor }) => ({ subscriptionId: subscriptionId as string, paidAt: paidAt.getTime(), amountMinor })), now.getTime());
  const spans: SubscriptionSpan[] = [
    ...told.filter((subscription) => subscription.currency === website.currency && counts(subscription, now)).map((subscription) => toSpan(subscription, channels)),
    ...derived.map(({ subscriptionId, ...span }) => ({ ...span, customer: customers.get(subscriptionId) ?? subscriptionId, channel: channels.get(customers.get(subscriptionId) ?? subscriptionId) ?? null })),
  ];
  const { starts, period } = recentBuckets("month", months, website.timezone, now);
  const report = computeSubscriptions(spans, starts, period.to.getTime());
  const renewals = sumRenewals(own.filter(({ kind, paidAt }) => kind === "subscription_renewal" && paidAt >= period.from), channels);
  const none = { renewals: 0, renewalMinor: 0 };
  const rows = report.channels.map((row) => ({ ...row, ...(renewals.get(row.channel) ?? none) }));
  return {
    points: report.points.map((point) => ({ ...point, start: new Date(point.start).toISOString() })),
    channels: rows.filter(({ active, newMinor, churnedMinor, renewals: count }) => active > 0 || newMinor > 0 || churnedMinor > 0 || count > 0),
    derived: derived.length,
    otherCurrencies: [...new Set([...told, ...payments].map(({ currency }) => currency).filter((currency) => currency !== website.currency))].sort(),
  };
}

function counts({ status, trialEndsAt }: SubscriptionRecord, now: Date): boolean {
  if (status === "trialing") return trialEndsAt !== null && trialEndsAt <= now;
  return status === "active" || status === "past_due" || status === "canceled";
}

function toSpan(subscription: SubscriptionRecord, channels: ReadonlyMap<string, string>): SubscriptionSpan {
  const customer = subscription.customerId ?? subscription.subscriptionId;
  const startedAt = Math.max(subscription.startedAt.getTime(), subscription.trialEndsAt?.getTime() ?? 0);
  const ended = subscription.endedAt ?? (subscription.status === "canceled" ? subscription.canceledAt : null);
  // One that ended in its trial never brought anything: it begins and ends at once.
  return { customer, channel: channels.get(customer) ?? null, startedAt, endedAt: ended && Math.max(ended.getTime(), startedAt), prices: ended && ended.getTime() <= startedAt ? [{ at: startedAt, monthlyMinor: 0 }] : pricesOf(subscription) };
}

/** What its events told of its price, each from its own second on; one of before prices were kept has its last one only. */
function pricesOf({ prices = [], monthlyMinor, startedAt }: SubscriptionRecord): Price[] {
  if (prices.length === 0) return [{ at: startedAt.getTime(), monthlyMinor }];
  return [...prices].sort((a, b) => (a.told < b.told ? -1 : 1)).map((price) => ({ at: Number(price.told.slice(0, price.told.indexOf(":"))), monthlyMinor: price.monthlyMinor }));
}

/** The channel of the earliest visit frozen with any of a customer's payments. */
function firstChannels(payments: readonly ToldPayment[]): Map<string, string> {
  const first = new Map<string, { at: Date; channel: string }>();
  for (const { customerId, subscriptionId, touches } of payments) {
    const customer = customerId ?? (subscriptionId as string);
    const touch = touches[0];
    if (touch && touch.at < (first.get(customer)?.at ?? new Date(8.64e15))) first.set(customer, touch);
  }
  return new Map([...first].map(([customer, { channel }]) => [customer, channel]));
}

function sumRenewals(payments: readonly ToldPayment[], channels: ReadonlyMap<string, string>): Map<string | null, Renewals> {
  const sums = new Map<string | null, Renewals>();
  for (const { customerId, subscriptionId, amountMinor, refundedMinor, disputeLostMinor } of payments) {
    const channel = channels.get(customerId ?? (subscriptionId as string)) ?? null;
    const sum = sums.get(channel) ?? { renewals: 0, renewalMinor: 0 };
    sums.set(channel, { renewals: sum.renewals + 1, renewalMinor: sum.renewalMinor + amountMinor - refundedMinor - disputeLostMinor });
  }
  return sums;
}
