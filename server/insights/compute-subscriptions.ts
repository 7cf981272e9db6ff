/** One subscription; amounts are minor units of one currency. */
export type SubscriptionSpan = {
  customer: string;
  /** Channel of the customer's first touch; null when no visit is known. */
  channel: string | null;
  startedAt: number;
  /** When it ended; null while it goes on. */
  endedAt: number | null;
  /** What it brings a month (a yearly price counts a twelfth), from when on, oldest first; the first one counts from the start. Never empty. */
  prices: readonly Price[];
};

export type Price = { at: number; monthlyMinor: number };

export type SubscriptionPoint = { start: number; mrrMinor: number; newMinor: number; churnedMinor: number; changedMinor: number; active: number; churnedCustomers: number };
export type SubscriptionChannel = { channel: string | null; active: number; mrrMinor: number; newMinor: number; churnedMinor: number; changedMinor: number; churnedCustomers: number };

/**
 * Monthly recurring revenue at the end of each bucket of time, and what came, went and changed its price in it, each at the price of its moment: what there
 * was, plus `newMinor`, less `churnedMinor`, plus `changedMinor`, is what there is. A customer has churned when their last subscription ended;
 * one that changes plans has not. `starts`: beginnings of the buckets, ascending; the last one ends at `end`. By channel: at the end, and over all
 * buckets together. Pure.
 */
export function computeSubscriptions(spans: readonly SubscriptionSpan[], starts: readonly number[], end: number): { points: SubscriptionPoint[]; channels: SubscriptionChannel[] } {
  const lastEnd = new Map<string, number>();
  for (const { customer, endedAt } of spans) lastEnd.set(customer, Math.max(lastEnd.get(customer) ?? -Infinity, endedAt ?? Infinity));
  const measure = (own: readonly SubscriptionSpan[], from: number, to: number) => {
    const active = activeAt(own, to);
    const begun = own.filter(({ startedAt }) => startedAt >= from && startedAt < to);
    const ended = own.filter(({ endedAt }) => endedAt !== null && endedAt >= from && endedAt < to);
    const sum = (some: readonly SubscriptionSpan[], read: (span: SubscriptionSpan) => number) => some.reduce((total, span) => total + read(span), 0);
    const [mrrMinor, newMinor] = [sum(active, (span) => priceBefore(span, to)), sum(begun, (span) => priceBefore(span, span.startedAt + 1))];
    const churnedMinor = sum(ended, (span) => priceBefore(span, span.endedAt as number));
    const changedMinor = mrrMinor - sum(activeAt(own, from), (span) => priceBefore(span, from)) - newMinor + churnedMinor;
    return { active: active.length, mrrMinor, newMinor, churnedMinor, changedMinor, churnedCustomers: new Set(ended.filter(({ customer, endedAt }) => lastEnd.get(customer) === endedAt).map(({ customer }) => customer)).size };
  };
  const channels = new Map<string | null, SubscriptionSpan[]>();
  for (const span of spans) channels.set(span.channel, [...(channels.get(span.channel) ?? []), span]);
  return {
    points: starts.map((start, index) => ({ start, ...measure(spans, start, starts[index + 1] ?? end) })),
    channels: [...channels].map(([channel, own]) => ({ channel, ...measure(own, starts[0] ?? end, end) })).sort((a, b) => b.mrrMinor - a.mrrMinor || b.active - a.active),
  };
}

function activeAt(spans: readonly SubscriptionSpan[], at: number): SubscriptionSpan[] {
  return spans.filter(({ startedAt, endedAt }) => startedAt < at && (endedAt === null || endedAt >= at));
}

function priceBefore({ prices }: SubscriptionSpan, at: number): number {
  return (prices.findLast((price) => price.at < at) ?? (prices[0] as Price)).monthlyMinor;
}
