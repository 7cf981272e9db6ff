import mongoose from "mongoose";

/**
 * How often the records behind the reports changed: one document a website and UTC day, with a counter an hour. Counters only grow, so an equal sum
 * means that nothing was written since. The document of day `all` counts every change and is written last.
 */
export type ReportChangeRecord = {
  websiteId: string;
  /** `YYYY-MM-DD` in UTC, or `all`. */
  day: string;
  /** Visits that began in the hour and changed in any way. */
  visits: Record<string, number>;
  /** Visits that began in the hour and got a hit while it happened: those are found again by `lastSeenAt`. */
  live: Record<string, number>;
  /** Payments paid, or refunded, in the hour and changed in any way. */
  payments: Record<string, number>;
  /** Those that were written, not removed, just before this: they are found again by `writtenAt`. */
  livePayments: Record<string, number>;
  changes: number;
  /** Of `all`: how many ordinals were handed out for visitors. */
  ordinals: number;
  changedAt: Date;
};

const schema = new mongoose.Schema<ReportChangeRecord>(
  {
    websiteId: { type: String, required: true },
    day: { type: String, required: true },
    visits: { type: Object, default: {} },
    live: { type: Object, default: {} },
    payments: { type: Object, default: {} },
    livePayments: { type: Object, default: {} },
    changes: { type: Number, default: 0 },
    ordinals: { type: Number, default: 0 },
    changedAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false },
);
schema.index({ websiteId: 1, day: 1 }, { unique: true });
schema.index({ websiteId: 1, changedAt: 1 });

export const ReportChange = mongoose.model<ReportChangeRecord>("ReportChange", schema, "report_changes");
