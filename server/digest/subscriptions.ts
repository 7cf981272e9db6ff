import { DigestSubscription } from "../../models/digest-subscription.ts";

export async function isSubscribed(websiteId: string, userId: string): Promise<boolean> {
  return (await DigestSubscription.findOne({ websiteId, userId }).select({ _id: 1 }).lean()) !== null;
}

/** Repeats are harmless, both ways. */
export async function setSubscribed(options: { websiteId: string; userId: string; subscribed: boolean; now: Date }): Promise<void> {
  const { websiteId, userId, subscribed, now } = options;
  if (subscribed) await DigestSubscription.updateOne({ websiteId, userId }, { $setOnInsert: { createdAt: now } }, { upsert: true });
  else await DigestSubscription.deleteOne({ websiteId, userId });
}
