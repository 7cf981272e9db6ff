import mongoose from "mongoose";

/** Someone who logs in. */
export type UserRecord = {
  _id: string;
  /** Trimmed and lower-cased. */
  email: string;
  name: string;
  passwordHash: string;
  createdAt: Date;
};

const schema = new mongoose.Schema<UserRecord>(
  {
    _id: { type: String, required: true },
    email: { type: String, required: true },
    name: { type: String, required: true },
    passwordHash: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ email: 1 }, { unique: true });

export const User = mongoose.model<UserRecord>("User", schema, "users");
