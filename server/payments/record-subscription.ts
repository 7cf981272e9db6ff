import { Subscription } from "../../models/subscription.ts";
import type { SubscriptionRecord } from "../../models/subscription.ts";

export type SubscriptionState = Omit<SubscriptionRecord, "websiteId" | "monthlyMinor" | "prices"> & {
  /** Each price times its quantity, by its own interval. */
  items: { amountMinor: number; interval: SubscriptionRecord["interval"]; intervalCount: number }[];
};

const A_MONTH: Record<SubscriptionRecord["interval"], number> = { day: 365 / 12, week: 52 / 12, month: 1, year: 1 / 12 };

/** Keeps the last word on a subscription, and what each word told of its price; an older word that comes late changes nothing else, the same again nothing. */
export async function recordSubscription(websiteId: string, state: SubscriptionState): Promise<void> {
  const { items, provider, livemode, subscriptionId, ...known } = state;
  const place = { websiteId, provider, livemode, subscriptionId };
  const monthlyMinor = monthlyMinorOf(items);
  const update = { $set: { ...known, monthlyMinor } };
  // Of one that was recorded before prices were kept, the price so far is the first.
  const unpriced = await Subscription.findOne({ ...place, prices: { $exists: false } }).lean<SubscriptionRecord>();
  if (unpriced) await Subscription.updateOne({ ...place, prices: { $exists: false } }, { $set: { prices: [{ told: unpriced.told, monthlyMinor: unpriced.monthlyMinor }] } });
  try {
    // A newer word does not match, so the upsert collides with it.
    await Subscription.updateOne({ ...place, told: { $lt: state.told } }, update, { upsert: true });
  } catch (error) {
    if ((error as { code?: number }).code !== 11_000) throw error;
    // It collided with a newer word, or with an older one that was being written at the same moment.
    await Subscription.updateOne({ ...place, told: { $lt: state.told } }, update);
  }
  await Subscription.updateOne(place, { $addToSet: { prices: { told: state.told, monthlyMinor } } });
}

/** Minor units a month. */
export function monthlyMinorOf(items: SubscriptionState["items"]): number {
  return Math.round(items.reduce((sum, { amountMinor, interval, intervalCount }) => sum + (amountMinor * A_MONTH[interval]) / intervalCount, 0));
}
