import mongoose from "mongoose";

/** What a segment was read at: the sums of the change counters before its records were read, and by which clock's time. */
export type SegmentVersion = { visits: number; live: number; payments: number; /** Not of those stored before it was counted. */ livePayments?: number; readAt: Date };

/**
 * The columns of one day of a website's time zone, derived from records and rebuilt at will. Large ones are cut in parts; the parts of one
 * build share a version.
 */
export type ReportSegmentRecord = {
  websiteId: string;
  timezone: string;
  /** `YYYY-MM-DD` in that time zone. */
  day: string;
  kind: "visits" | "payments";
  part: number;
  parts: number;
  /** Of the columns' layout: another one is not read. */
  format: number;
  version: SegmentVersion;
  /** From when on it is read once more, since visits were still going on. */
  recheckAt: Date;
  /** Deflated BSON. */
  data: Buffer;
};

const schema = new mongoose.Schema<ReportSegmentRecord>(
  {
    websiteId: { type: String, required: true },
    timezone: { type: String, required: true },
    day: { type: String, required: true },
    kind: { type: String, required: true },
    part: { type: Number, required: true },
    parts: { type: Number, required: true },
    format: { type: Number, required: true },
    version: { visits: Number, live: Number, payments: Number, livePayments: Number, readAt: Date },
    recheckAt: { type: Date, required: true },
    data: { type: Buffer, required: true },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, timezone: 1, day: 1, kind: 1, part: 1 }, { unique: true });

export const ReportSegment = mongoose.model<ReportSegmentRecord>("ReportSegment", schema, "report_segments");
