import mongoose from "mongoose";

/** One known tie between a person (e-mail, user id, Stripe customer) and a visitor. A set of ties converges in any order. */
export type IdentityRecord = {
  websiteId: string;
  kind: "email" | "user" | "customer";
  /** E-mails trimmed, lower-cased and sealed. */
  value: string;
  visitorId: string;
  name: string | null;
  firstAt: Date;
  lastAt: Date;
};

const schema = new mongoose.Schema<IdentityRecord>(
  {
    websiteId: { type: String, required: true },
    kind: { type: String, required: true },
    value: { type: String, required: true },
    visitorId: { type: String, required: true },
    name: { type: String, default: null },
    firstAt: { type: Date, required: true },
    lastAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, kind: 1, value: 1, visitorId: 1 }, { unique: true });
schema.index({ websiteId: 1, visitorId: 1 });

export const Identity = mongoose.model<IdentityRecord>("Identity", schema, "identities");
