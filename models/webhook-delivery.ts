import mongoose from "mongoose";

/** Any delivery, rejected ones too (those without their body): what support staff read. */
export type WebhookDeliveryRecord = {
  _id: mongoose.Types.ObjectId;
  websiteId: string;
  /** Website that a delivery to the shared endpoint was joined to later. */
  claimedBy: string | null;
  endpoint: "shared" | "website";
  receivedAt: Date;
  outcome: string;
  reason: string | null;
  /** Of a refused delivery only what its body says of itself: unverified, for finding it again. */
  eventId: string | null;
  type: string | null;
  livemode: boolean | null;
  objectIds: string[];
  durationMs: number;
  /** The headers that tell something and hide nothing: never the signature, only when it was made. */
  headers: { userAgent: string | null; contentType: string | null; contentLength: number; signedAt: Date | null };
};

const NINETY_DAYS_SECONDS = 90 * 24 * 3600;

const schema = new mongoose.Schema<WebhookDeliveryRecord>(
  {
    websiteId: { type: String, required: true },
    claimedBy: { type: String, default: null },
    endpoint: { type: String, required: true },
    receivedAt: { type: Date, required: true },
    outcome: { type: String, required: true },
    reason: { type: String, default: null },
    eventId: { type: String, default: null },
    type: { type: String, default: null },
    livemode: { type: Boolean, default: null },
    objectIds: { type: [String], default: [] },
    durationMs: { type: Number, required: true },
    headers: {
      userAgent: { type: String, default: null },
      contentType: { type: String, default: null },
      contentLength: { type: Number, default: 0 },
      signedAt: { type: Date, default: null },
    },
  },
  { versionKey: false },
);
// `_id` at the end settles ties, so that a cursor between two deliveries of one millisecond is exact.
schema.index({ websiteId: 1, receivedAt: -1, _id: -1 });
schema.index({ websiteId: 1, outcome: 1, receivedAt: -1, _id: -1 });
schema.index({ websiteId: 1, type: 1, receivedAt: -1, _id: -1 });
schema.index({ websiteId: 1, claimedBy: 1, receivedAt: -1, _id: -1 });
schema.index({ websiteId: 1, eventId: 1 });
schema.index({ websiteId: 1, objectIds: 1 });
schema.index({ receivedAt: 1 }, { expireAfterSeconds: NINETY_DAYS_SECONDS });

export const WebhookDelivery = mongoose.model<WebhookDeliveryRecord>("WebhookDelivery", schema, "webhook_deliveries");
