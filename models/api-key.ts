import mongoose from "mongoose";

/** A website's key for the public API; shown once, stored hashed. */
export type ApiKeyRecord = {
  websiteId: string;
  keyId: string;
  keyHash: string;
  name: string;
  lastFour: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

const schema = new mongoose.Schema<ApiKeyRecord>(
  {
    websiteId: { type: String, required: true },
    keyId: { type: String, required: true },
    keyHash: { type: String, required: true },
    name: { type: String, required: true },
    lastFour: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, keyHash: 1 }, { unique: true });

export const ApiKey = mongoose.model<ApiKeyRecord>("ApiKey", schema, "api_keys");
