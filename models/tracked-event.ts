import mongoose from "mongoose";

/** A stored page view, goal, leave, outbound click, download or scroll. */
export type TrackedEventRecord = {
  websiteId: string;
  /** From the browser, or made here: what makes a repeated hit harmless. */
  hitId: string;
  visitorId: string;
  sessionId: string;
  type: "pageview" | "goal" | "leave";
  at: Date;
  hostname: string;
  path: string;
  title: string | null;
  referrer: string | null;
  name: string | null;
  value: number | null;
  params: Record<string, string> | null;
  engagedMs: number | null;
};

const schema = new mongoose.Schema<TrackedEventRecord>(
  {
    websiteId: { type: String, required: true },
    hitId: { type: String, required: true },
    visitorId: { type: String, required: true },
    sessionId: { type: String, required: true },
    type: { type: String, required: true },
    at: { type: Date, required: true },
    hostname: { type: String, default: "" },
    path: { type: String, required: true },
    title: { type: String, default: null },
    referrer: { type: String, default: null },
    name: { type: String, default: null },
    value: { type: Number, default: null },
    params: { type: Object, default: null },
    engagedMs: { type: Number, default: null },
  },
  { versionKey: false, minimize: false },
);
schema.index({ websiteId: 1, hitId: 1 }, { unique: true });
schema.index({ websiteId: 1, at: 1 });
schema.index({ websiteId: 1, visitorId: 1, at: 1 });
schema.index({ websiteId: 1, sessionId: 1, at: 1 });

export const TrackedEvent = mongoose.model<TrackedEventRecord>("TrackedEvent", schema, "tracked_events");
