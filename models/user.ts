import mongoose from "mongoose";

/** Someone who logs in. */
export type UserRecord = {
  _id: string;
  /** Trimmed and lower-cased. */
  email: string;
  name: string;
  passwordHash: string;
  /**
   * The second step at logging in. `pending`: shown to the user, not confirmed by a code yet. `lastCounter`: the newest 30-second step whose code
   * was used, so that none works twice. `recoveryHashes`: keyed hashes of the codes that are left.
   */
  totp?: { sealedSecret: string | null; pending: string | null; lastCounter: number; recoveryHashes: string[] };
  createdAt: Date;
};

const schema = new mongoose.Schema<UserRecord>(
  {
    _id: { type: String, required: true },
    email: { type: String, required: true },
    name: { type: String, required: true },
    passwordHash: { type: String, required: true },
    totp: {
      sealedSecret: { type: String, default: null },
      pending: { type: String, default: null },
      lastCounter: { type: Number, default: 0 },
      recoveryHashes: { type: [String], default: [] },
    },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ email: 1 }, { unique: true });

export const User = mongoose.model<UserRecord>("User", schema, "users");
