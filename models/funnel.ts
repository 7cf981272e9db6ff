import mongoose from "mongoose";

/** A funnel that a website's team kept under a name. */
export type FunnelRecord = {
  websiteId: string;
  funnelId: string;
  name: string;
  /** As addresses hold them: `page:/pricing*`, `goal:signup`, `checkout`, `paid`. */
  steps: string[];
  windowDays: number;
  userId: string;
  createdAt: Date;
};

const schema = new mongoose.Schema<FunnelRecord>(
  {
    websiteId: { type: String, required: true },
    funnelId: { type: String, required: true },
    name: { type: String, required: true },
    steps: { type: [String], required: true },
    windowDays: { type: Number, required: true },
    userId: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, funnelId: 1 }, { unique: true });

export const Funnel = mongoose.model<FunnelRecord>("Funnel", schema, "funnels");
