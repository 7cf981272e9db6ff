import { Subscription } from "../../models/subscription.ts";
import type { SubscriptionRecord } from "../../models/subscription.ts";

export type SubscriptionState = Omit<SubscriptionRecord, "websiteId" | "monthlyMinor"> & {
  /** Each price times its quantity, by its own interval. */
  items: { amountMinor: number; interval: SubscriptionRecord["interval"]; intervalCount: number }[];
};

const A_MONTH: Record<SubscriptionRecord["interval"], number> = { day: 365 / 12, week: 52 / 12, month: 1, year: 1 / 12 };

/** Keeps the last word on a subscription; an older word that comes late, or the same again, changes nothing. */
export async function recordSubscription(websiteId: string, state: SubscriptionState): Promise<void> {
  const { items, provider, livemode, subscriptionId, ...known } = state;
  const place = { websiteId, provider, livemode, subscriptionId };
  const update = { $set: { ...known, monthlyMinor: monthlyMinorOf(items) } };
  try {
    // A newer word does not match, so the upsert collides with it.
    await Subscription.updateOne({ ...place, told: { $lt: state.told } }, update, { upsert: true });
  } catch (error) {
    if ((error as { code?: number }).code !== 11_000) throw error;
    // It collided with a newer word, or with an older one that was being written at the same moment.
    await Subscription.updateOne({ ...place, told: { $lt: state.told } }, update);
  }
}

/** Minor units a month. */
export function monthlyMinorOf(items: SubscriptionState["items"]): number {
  return Math.round(items.reduce((sum, { amountMinor, interval, intervalCount }) => sum + (amountMinor * A_MONTH[interval]) / intervalCount, 0));
}
