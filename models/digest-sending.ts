import mongoose from "mongoose";

/** One weekly e-mail to one member: who makes the record sends it. A sender that dies leaves a lease that runs out. */
export type DigestSendingRecord = {
  websiteId: string;
  userId: string;
  /** The Monday it is sent on (`YYYY-MM-DD`, website's timezone). */
  week: string;
  sent: boolean;
  attempts: number;
  /** Until when nobody else tries. */
  leaseUntil: Date;
  createdAt: Date;
};

const NINETY_DAYS_SECONDS = 90 * 24 * 3600;

const schema = new mongoose.Schema<DigestSendingRecord>(
  {
    websiteId: { type: String, required: true },
    userId: { type: String, required: true },
    week: { type: String, required: true },
    sent: { type: Boolean, required: true },
    attempts: { type: Number, required: true },
    leaseUntil: { type: Date, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, userId: 1, week: 1 }, { unique: true });
schema.index({ createdAt: 1 }, { expireAfterSeconds: NINETY_DAYS_SECONDS });

export const DigestSending = mongoose.model<DigestSendingRecord>("DigestSending", schema, "digest_sendings");
