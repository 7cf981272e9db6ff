import mongoose from "mongoose";

/** People who share websites. */
export type TeamRecord = { _id: string; name: string; createdAt: Date };

const schema = new mongoose.Schema<TeamRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);

export const Team = mongoose.model<TeamRecord>("Team", schema, "teams");
