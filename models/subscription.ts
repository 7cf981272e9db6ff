import mongoose from "mongoose";

export type SubscriptionStatus = "incomplete" | "incomplete_expired" | "trialing" | "active" | "past_due" | "unpaid" | "paused" | "canceled";

/** A subscription as the provider last told of it. It is no money: that is its payments'. Amounts are integer minor units of `currency`. */
export type SubscriptionRecord = {
  websiteId: string;
  provider: string;
  livemode: boolean;
  subscriptionId: string;
  customerId: string | null;
  status: SubscriptionStatus;
  /** Upper case. */
  currency: string;
  /** What one interval costs by its prices and quantities, before discounts and tax. */
  amountMinor: number;
  interval: "day" | "week" | "month" | "year";
  intervalCount: number;
  /** The same over a month (a twelfth of a year, 52/12 weeks, 365/12 days), rounded: what recurring revenue adds up. */
  monthlyMinor: number;
  startedAt: Date;
  trialEndsAt: Date | null;
  /** When it was told to end; it may run on until `endedAt`. */
  canceledAt: Date | null;
  endedAt: Date | null;
  /** Which word was the last, by the provider's clock: an older one that comes late changes nothing. */
  told: string;
  /** The monthly price by each of the provider's words on it, in any order. */
  prices?: { told: string; monthlyMinor: number }[];
};

const schema = new mongoose.Schema<SubscriptionRecord>(
  {
    websiteId: { type: String, required: true },
    provider: { type: String, required: true },
    livemode: { type: Boolean, required: true },
    subscriptionId: { type: String, required: true },
    customerId: { type: String, default: null },
    status: { type: String, required: true },
    currency: { type: String, required: true },
    amountMinor: { type: Number, required: true },
    interval: { type: String, required: true },
    intervalCount: { type: Number, required: true },
    monthlyMinor: { type: Number, required: true },
    startedAt: { type: Date, required: true },
    trialEndsAt: { type: Date, default: null },
    canceledAt: { type: Date, default: null },
    endedAt: { type: Date, default: null },
    told: { type: String, required: true },
    prices: { type: [{ _id: false, told: String, monthlyMinor: Number }], default: undefined },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, provider: 1, livemode: 1, subscriptionId: 1 }, { unique: true });
schema.index({ websiteId: 1, customerId: 1 });
schema.index({ websiteId: 1, startedAt: 1 });

export const Subscription = mongoose.model<SubscriptionRecord>("Subscription", schema, "subscriptions");
