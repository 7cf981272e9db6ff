import mongoose from "mongoose";

/** How many hits were dropped for one reason on one UTC day (`YYYY-MM-DD`). */
export type DropCountRecord = { websiteId: string; day: string; reason: string; count: number };

const schema = new mongoose.Schema<DropCountRecord>(
  {
    websiteId: { type: String, required: true },
    day: { type: String, required: true },
    reason: { type: String, required: true },
    count: { type: Number, required: true },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, day: 1, reason: 1 }, { unique: true });

export const DropCount = mongoose.model<DropCountRecord>("DropCount", schema, "drop_counts");
