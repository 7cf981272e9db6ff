import type { Price } from "./compute-subscriptions.ts";

/** One payment of a subscription; minor units of one currency. */
export type SubscriptionPayment = { subscriptionId: string; paidAt: number; amountMinor: number };
export type DerivedSubscription = { subscriptionId: string; startedAt: number; endedAt: number | null; prices: Price[] };

const DAY_MS = 86_400_000;
/** Lengths of an interval in days, with how many there are in a month. */
const INTERVALS = [
  { upTo: 10, days: 7, aMonth: 52 / 12 },
  { upTo: 45, days: 31, aMonth: 1 },
  { upTo: 120, days: 92, aMonth: 1 / 3 },
  { upTo: 270, days: 184, aMonth: 1 / 6 },
  { upTo: Infinity, days: 366, aMonth: 1 / 12 },
];
const GRACE_DAYS = 14;

/**
 * Subscriptions as far as their payments alone tell of them, for websites whose endpoint does not get the events of subscriptions: the interval is the
 * usual time between two payments (a month while there is one), and one that has not paid for an interval and two weeks more ended when it was due. Pure.
 */
export function deriveSubscriptions(payments: readonly SubscriptionPayment[], now: number): DerivedSubscription[] {
  const bySubscription = new Map<string, SubscriptionPayment[]>();
  for (const payment of payments) {
    const own = bySubscription.get(payment.subscriptionId);
    if (own) own.push(payment);
    else bySubscription.set(payment.subscriptionId, [payment]);
  }
  return [...bySubscription].map(([subscriptionId, own]) => {
    own.sort((a, b) => a.paidAt - b.paidAt);
    const [first, last] = [own[0] as SubscriptionPayment, own.at(-1) as SubscriptionPayment];
    const gaps = own.slice(1).map(({ paidAt }, index) => (paidAt - (own[index] as SubscriptionPayment).paidAt) / DAY_MS).sort((a, b) => a - b);
    const usual = gaps[gaps.length >> 1] ?? 30;
    const { days, aMonth } = INTERVALS.find(({ upTo }) => usual <= upTo) as (typeof INTERVALS)[number];
    const dueAt = last.paidAt + days * DAY_MS;
    return { subscriptionId, startedAt: first.paidAt, endedAt: now > dueAt + GRACE_DAYS * DAY_MS ? dueAt : null, prices: wholePayments(own, (days * DAY_MS) / 2).map(({ paidAt, amountMinor }) => ({ at: paidAt, monthlyMinor: Math.round(amountMinor * aMonth) })) };
  });
}

/** Payments without those that come sooner than an interval allows: what is paid between, for a change of plan, is no price. */
function wholePayments(payments: SubscriptionPayment[], atLeast: number): SubscriptionPayment[] {
  return payments.reduce<SubscriptionPayment[]>((kept, payment) => (kept.length === 0 || payment.paidAt - (kept.at(-1) as SubscriptionPayment).paidAt >= atLeast ? [...kept, payment] : kept), []);
}
