import mongoose from "mongoose";

/** A logged-in browser; the cookie holds the token, this only its hash. */
export type LoginSessionRecord = { tokenHash: string; userId: string; createdAt: Date; expiresAt: Date };

const schema = new mongoose.Schema<LoginSessionRecord>(
  {
    tokenHash: { type: String, required: true },
    userId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ userId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const LoginSession = mongoose.model<LoginSessionRecord>("LoginSession", schema, "login_sessions");
