import mongoose from "mongoose";

/** Who did what, when and from where. Kept longer than what it speaks of, so it names things in words instead of pointing at them. */
export type AuditEntryRecord = {
  /** The team that it concerns; null for what a user did to their own account. */
  teamId: string | null;
  /** The website that it concerns, or null. Not called websiteId: it stays when the website's own documents go. */
  aboutWebsite: string | null;
  /** Null when it was done by someone who was not logged in (and did not log in by it). */
  userId: string | null;
  /** The user's e-mail at that time. */
  who: string | null;
  procedure: string;
  /** A sentence without its subject: `revoked the API key “Shop server”`. */
  did: string;
  /** The sender's address, shortened: enough to tell one network from another. */
  address: string;
  at: Date;
};

const DAYS_KEPT = 400;

const schema = new mongoose.Schema<AuditEntryRecord>(
  {
    teamId: { type: String, default: null },
    aboutWebsite: { type: String, default: null },
    userId: { type: String, default: null },
    who: { type: String, default: null },
    procedure: { type: String, required: true },
    did: { type: String, required: true },
    address: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ teamId: 1, at: -1 });
schema.index({ userId: 1, at: -1 });
schema.index({ at: 1 }, { expireAfterSeconds: DAYS_KEPT * 24 * 3_600 });

export const AuditEntry = mongoose.model<AuditEntryRecord>("AuditEntry", schema, "audit_entries");
