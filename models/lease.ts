import mongoose from "mongoose";

/** Work that only one server does at a time; `_id` names it. Outdated ones go by themselves. */
export type LeaseRecord = { _id: string; holder: string; until: Date };

const schema = new mongoose.Schema<LeaseRecord>(
  {
    _id: { type: String, required: true },
    holder: { type: String, required: true },
    until: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ until: 1 }, { expireAfterSeconds: 3_600 });

export const Lease = mongoose.model<LeaseRecord>("Lease", schema, "leases");
