import mongoose from "mongoose";

/** A checkout that someone began: paid for, or left until it expired. For journeys and funnels; never money. */
export type CheckoutRecord = {
  websiteId: string;
  provider: string;
  livemode: boolean;
  checkoutId: string;
  state: "completed" | "expired";
  startedAt: Date;
  endedAt: Date;
  /** As the checkout carries them: untrusted, and perhaps never seen. */
  visitorId: string | null;
  sessionId: string | null;
  amountMinor: number | null;
  /** Upper case. */
  currency: string | null;
};

const schema = new mongoose.Schema<CheckoutRecord>(
  {
    websiteId: { type: String, required: true },
    provider: { type: String, required: true },
    livemode: { type: Boolean, required: true },
    checkoutId: { type: String, required: true },
    state: { type: String, required: true },
    startedAt: { type: Date, required: true },
    endedAt: { type: Date, required: true },
    visitorId: { type: String, default: null },
    sessionId: { type: String, default: null },
    amountMinor: { type: Number, default: null },
    currency: { type: String, default: null },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, provider: 1, livemode: 1, checkoutId: 1 }, { unique: true });
schema.index({ websiteId: 1, startedAt: 1 });
schema.index({ websiteId: 1, visitorId: 1, startedAt: 1 });

export const Checkout = mongoose.model<CheckoutRecord>("Checkout", schema, "checkouts");
