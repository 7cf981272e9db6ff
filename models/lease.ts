import mongoose from "mongoose";

/** Who does something that one process at a time should do, or that a process lives (`server:<id>`); past `until` anyone may take it over. */
export type LeaseRecord = { _id: string; owner: string; until: Date };

const schema = new mongoose.Schema<LeaseRecord>(
  { _id: { type: String, required: true }, owner: { type: String, required: true }, until: { type: Date, required: true } },
  { versionKey: false },
);

export const Lease = mongoose.model<LeaseRecord>("Lease", schema, "leases");
