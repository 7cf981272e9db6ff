import mongoose from "mongoose";

/** What a campaign cost over one or more days: once for each website, span, names and currency. */
export type CampaignCostRecord = {
  websiteId: string;
  /** Made of span, names and currency, so that an upload repeated replaces instead of adding. */
  costKey: string;
  /** Days of the website's timezone (`YYYY-MM-DD`), both inclusive. */
  firstDay: string;
  lastDay: string;
  channel: string | null;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  /** Integer minor units of `currency`. */
  amountMinor: number;
  currency: string;
  updatedAt: Date;
};

const text = { type: String, default: null };

const schema = new mongoose.Schema<CampaignCostRecord>(
  {
    websiteId: { type: String, required: true },
    costKey: { type: String, required: true },
    firstDay: { type: String, required: true },
    lastDay: { type: String, required: true },
    channel: text,
    source: text,
    medium: text,
    campaign: text,
    amountMinor: { type: Number, required: true },
    currency: { type: String, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, costKey: 1 }, { unique: true });
schema.index({ websiteId: 1, lastDay: -1, costKey: 1 });

export const CampaignCost = mongoose.model<CampaignCostRecord>("CampaignCost", schema, "campaign_costs");
