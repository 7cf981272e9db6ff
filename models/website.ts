import mongoose from "mongoose";

/** A tenant. `_id` is the websiteId. */
export type WebsiteRecord = {
  _id: string;
  teamId: string;
  name: string;
  /** Host name without scheme; tracking is accepted from it, its subdomains and `hostnames`. */
  domain: string;
  hostnames: string[];
  timezone: string;
  /** Reporting currency, upper-case. */
  currency: string;
  exclusions: { ips: string[]; countries: string[]; hostnames: string[]; paths: string[] };
  /** Webhook signing secrets, encrypted; several during a rotation. */
  stripeSecrets: { secretId: string; encrypted: string; lastFour: string; addedAt: Date }[];
  lemonSqueezySecrets?: { secretId: string; encrypted: string; lastFour: string; addedAt: Date }[];
  linkByTime: boolean;
  showTestData: boolean;
  /** Visits older than this many months are deleted; null: kept for ever. */
  retentionMonths?: number | null;
  /** Visitors who send Do Not Track or Global Privacy Control are not recorded. */
  honorPrivacySignals?: boolean;
  /** Visitors are told apart without cookies, by a hash that changes daily. */
  cookieless?: boolean;
  /** The unguessable part of the public dashboard's address; null: there is none. */
  publicId?: string | null;
  createdAt: Date;
  /** Since when it is deleted; it can be brought back for 30 days. */
  deletedAt: Date | null;
};

const schema = new mongoose.Schema<WebsiteRecord>(
  {
    _id: { type: String, required: true },
    teamId: { type: String, required: true },
    name: { type: String, required: true },
    domain: { type: String, required: true },
    hostnames: { type: [String], default: [] },
    timezone: { type: String, required: true },
    currency: { type: String, required: true },
    exclusions: {
      ips: { type: [String], default: [] },
      countries: { type: [String], default: [] },
      hostnames: { type: [String], default: [] },
      paths: { type: [String], default: [] },
    },
    stripeSecrets: {
      type: [{ _id: false, secretId: String, encrypted: String, lastFour: String, addedAt: Date }],
      default: [],
    },
    lemonSqueezySecrets: {
      type: [{ _id: false, secretId: String, encrypted: String, lastFour: String, addedAt: Date }],
      default: [],
    },
    linkByTime: { type: Boolean, default: true },
    showTestData: { type: Boolean, default: false },
    retentionMonths: { type: Number, default: null },
    honorPrivacySignals: { type: Boolean, default: false },
    cookieless: { type: Boolean, default: false },
    publicId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    deletedAt: { type: Date, default: null },
  },
  { versionKey: false },
);
schema.index({ teamId: 1 });
schema.index({ publicId: 1 }, { unique: true, partialFilterExpression: { publicId: { $type: "string" } } });
schema.index({ deletedAt: 1 }, { partialFilterExpression: { deletedAt: { $type: "date" } } });

export const Website = mongoose.model<WebsiteRecord>("Website", schema, "websites");
