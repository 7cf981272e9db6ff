import mongoose from "mongoose";

/** Any delivery, rejected ones too (those without their body): what support staff read. */
export type WebhookDeliveryRecord = {
  websiteId: string;
  endpoint: "shared" | "website";
  receivedAt: Date;
  outcome: string;
  reason: string | null;
  eventId: string | null;
  type: string | null;
  durationMs: number;
};

const NINETY_DAYS_SECONDS = 90 * 24 * 3600;

const schema = new mongoose.Schema<WebhookDeliveryRecord>(
  {
    websiteId: { type: String, required: true },
    endpoint: { type: String, required: true },
    receivedAt: { type: Date, required: true },
    outcome: { type: String, required: true },
    reason: { type: String, default: null },
    eventId: { type: String, default: null },
    type: { type: String, default: null },
    durationMs: { type: Number, required: true },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, receivedAt: -1 });
schema.index({ receivedAt: 1 }, { expireAfterSeconds: NINETY_DAYS_SECONDS });

export const WebhookDelivery = mongoose.model<WebhookDeliveryRecord>("WebhookDelivery", schema, "webhook_deliveries");
