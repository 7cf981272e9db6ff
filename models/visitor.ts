import mongoose from "mongoose";

/** One browser on one website. */
export type VisitorRecord = {
  websiteId: string;
  visitorId: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** The visitor's number in the columns of the reports; given when the visitor is recorded, else when a report first meets them. */
  ordinal?: number;
};

const schema = new mongoose.Schema<VisitorRecord>(
  {
    websiteId: { type: String, required: true },
    visitorId: { type: String, required: true },
    firstSeenAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    ordinal: { type: Number },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, visitorId: 1 }, { unique: true });
schema.index({ websiteId: 1, lastSeenAt: -1, visitorId: 1 });

export const Visitor = mongoose.model<VisitorRecord>("Visitor", schema, "visitors");
