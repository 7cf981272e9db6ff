import mongoose from "mongoose";

/** An import of past payments from Stripe's API: where it is, so that any server can go on with it. One a website. */
export type StripeImportRecord = {
  websiteId: string;
  status: "running" | "failed" | "done";
  /** The restricted key, sealed; null once it is no longer needed. */
  sealedKey: string | null;
  keyLastFour: string;
  livemode: boolean;
  /** Which list is being read, and the last object of it that is done. */
  step: number;
  cursor: string | null;
  /** Objects read so far, by list. */
  read: Record<string, number>;
  /** Objects left out, since they are another website's. */
  foreign: number;
  /** Not before then: Stripe asked to slow down, or could not be reached. */
  nextAttemptAt: Date | null;
  /** Until when one server works on it. */
  leaseUntil: Date;
  problem: string | null;
  startedAt: Date;
  finishedAt: Date | null;
};

const schema = new mongoose.Schema<StripeImportRecord>(
  {
    websiteId: { type: String, required: true },
    status: { type: String, required: true },
    sealedKey: { type: String, default: null },
    keyLastFour: { type: String, required: true },
    livemode: { type: Boolean, required: true },
    step: { type: Number, required: true },
    cursor: { type: String, default: null },
    read: { type: Object, default: {} },
    foreign: { type: Number, default: 0 },
    nextAttemptAt: { type: Date, default: null },
    leaseUntil: { type: Date, required: true },
    problem: { type: String, default: null },
    startedAt: { type: Date, required: true },
    finishedAt: { type: Date, default: null },
  },
  { versionKey: false, minimize: false },
);
schema.index({ websiteId: 1 }, { unique: true });
// The sweep asks which imports of any website are due; there are as many records as websites that ever imported.
schema.index({ status: 1, nextAttemptAt: 1 });

export const StripeImport = mongoose.model<StripeImportRecord>("StripeImport", schema, "stripe_imports");
