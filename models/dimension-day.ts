import mongoose from "mongoose";

/** The distinct values of one dimension that a website has had on one UTC day, as short hashes, and how many hits had one beyond the bound. */
export type DimensionDayRecord = { websiteId: string; day: string; dimension: string; hashes: string[]; overflowed: number; expiresAt: Date };

const schema = new mongoose.Schema<DimensionDayRecord>(
  {
    websiteId: { type: String, required: true },
    day: { type: String, required: true },
    dimension: { type: String, required: true },
    hashes: { type: [String], default: [] },
    overflowed: { type: Number, default: 0 },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, day: 1, dimension: 1 }, { unique: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const DimensionDay = mongoose.model<DimensionDayRecord>("DimensionDay", schema, "dimension_days");
