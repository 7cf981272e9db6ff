import mongoose from "mongoose";

/** A Stripe object that an event of the shared endpoint said to be a website's: later and earlier events about it join that website. */
export type ClaimedObjectRecord = { websiteId: string; objectId: string; claimedAt: Date };

const schema = new mongoose.Schema<ClaimedObjectRecord>(
  {
    websiteId: { type: String, required: true },
    objectId: { type: String, required: true },
    claimedAt: { type: Date, required: true },
  },
  { versionKey: false },
);
// The question is "whose is this object?", so the tenant is the answer and cannot lead the index.
schema.index({ objectId: 1, websiteId: 1 }, { unique: true });

export const ClaimedObject = mongoose.model<ClaimedObjectRecord>("ClaimedObject", schema, "claimed_objects");
