import mongoose from "mongoose";

/** What visitors without cookies are hashed with on one UTC day (`_id`, `YYYY-MM-DD`). Deleted after the day, so that nobody can compute a hash again. */
export type DailySaltRecord = { _id: string; salt: string; expiresAt: Date };

const schema = new mongoose.Schema<DailySaltRecord>(
  { _id: { type: String, required: true }, salt: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const DailySalt = mongoose.model<DailySaltRecord>("DailySalt", schema, "daily_salts");
