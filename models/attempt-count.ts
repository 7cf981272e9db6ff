import mongoose from "mongoose";

/** How often something was tried in a stretch of time, for all servers together. `_id` holds what is counted and the stretch; outdated ones go by themselves. */
export type AttemptCountRecord = { _id: string; count: number; expiresAt: Date };

const schema = new mongoose.Schema<AttemptCountRecord>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const AttemptCount = mongoose.model<AttemptCountRecord>("AttemptCount", schema, "attempt_counts");
