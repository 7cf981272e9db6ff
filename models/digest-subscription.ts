import mongoose from "mongoose";

/** A member who asked for a website's weekly e-mail. */
export type DigestSubscriptionRecord = { websiteId: string; userId: string; createdAt: Date };

const schema = new mongoose.Schema<DigestSubscriptionRecord>(
  {
    websiteId: { type: String, required: true },
    userId: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, userId: 1 }, { unique: true });

export const DigestSubscription = mongoose.model<DigestSubscriptionRecord>("DigestSubscription", schema, "digest_subscriptions");
