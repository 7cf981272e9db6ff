import mongoose from "mongoose";

/** A logged-in browser; the cookie holds the token, this only its hash. */
export type LoginSessionRecord = {
  tokenHash: string;
  userId: string;
  /** True while the password was right and the code of the second step is still missing: such a login opens nothing. */
  awaitsCode?: boolean;
  /** In words, such as `Firefox on Linux`. */
  browser?: string;
  /** Shortened, as in the audit log. */
  address?: string;
  createdAt: Date;
  lastSeenAt?: Date;
  expiresAt: Date;
};

const schema = new mongoose.Schema<LoginSessionRecord>(
  {
    tokenHash: { type: String, required: true },
    userId: { type: String, required: true },
    awaitsCode: { type: Boolean, default: false },
    browser: { type: String, default: "" },
    address: { type: String, default: "" },
    createdAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ userId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const LoginSession = mongoose.model<LoginSessionRecord>("LoginSession", schema, "login_sessions");
