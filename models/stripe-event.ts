import mongoose from "mongoose";

/** `websiteId` of what came to the shared endpoint and names no known website yet. */
export const UNCLAIMED = "unclaimed";

/** A verified event, stored whole before it is acknowledged; those of other providers stand beside Stripe's. */
export type StripeEventRecord = {
  provider?: "stripe" | "lemonsqueezy";
  /** Owner by the endpoint, or by metadata on the shared endpoint, else UNCLAIMED. */
  websiteId: string;
  endpoint: "shared" | "website";
  eventId: string;
  type: string;
  apiVersion: string | null;
  livemode: boolean;
  account: string | null;
  createdAt: Date;
  receivedAt: Date;
  /** The body as it was sent, sealed. */
  payload: string;
  status: "pending" | "processed" | "ignored" | "waiting" | "failed" | "parked";
  attempts: number;
  nextAttemptAt: Date | null;
  /** The server that stored it and has it in its queue; once that one is dead, another takes it up. */
  worker: string | null;
  /** What it did, or why it did nothing, in words. */
  outcome: string | null;
  /** Website that an event of the shared endpoint was joined to later. */
  claimedBy: string | null;
  /** The website whose payment it speaks of, while that has not come; unset for all else. */
  awaitsPaymentOf?: string;
  /** Ids of Stripe objects in it: how a waiting event is found. */
  objectIds: string[];
};

const schema = new mongoose.Schema<StripeEventRecord>(
  {
    provider: { type: String, default: "stripe" },
    websiteId: { type: String, required: true },
    endpoint: { type: String, required: true },
    eventId: { type: String, required: true },
    type: { type: String, required: true },
    apiVersion: { type: String, default: null },
    livemode: { type: Boolean, required: true },
    account: { type: String, default: null },
    createdAt: { type: Date, required: true },
    receivedAt: { type: Date, required: true },
    payload: { type: String, required: true },
    status: { type: String, required: true },
    attempts: { type: Number, default: 0 },
    nextAttemptAt: { type: Date, default: null },
    worker: { type: String, default: null },
    outcome: { type: String, default: null },
    claimedBy: { type: String, default: null },
    awaitsPaymentOf: { type: String },
    objectIds: { type: [String], default: [] },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, eventId: 1 }, { unique: true });
schema.index({ websiteId: 1, receivedAt: -1 });
schema.index({ websiteId: 1, objectIds: 1 });
schema.index({ websiteId: 1, status: 1, receivedAt: -1, eventId: 1 });
schema.index({ websiteId: 1, claimedBy: 1, receivedAt: -1 });
schema.index({ websiteId: 1, status: 1, nextAttemptAt: 1 });
// Only of the few that wait; by where they are stored first, since a shard is chosen by that.
schema.index({ websiteId: 1, awaitsPaymentOf: 1 }, { partialFilterExpression: { awaitsPaymentOf: { $exists: true } } });

export const StripeEvent = mongoose.model<StripeEventRecord>("StripeEvent", schema, "stripe_events");
