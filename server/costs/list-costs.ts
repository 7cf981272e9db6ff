import { CampaignCost } from "../../models/campaign-cost.ts";
import type { CampaignCostRecord } from "../../models/campaign-cost.ts";
import { AppError } from "../shared/app-error.ts";

/** Costs, newest first, a page at a time; the cursor is the last one's day and key. */
export async function listCosts(options: { websiteId: string; limit: number; cursor?: string | undefined }): Promise<{ costs: CampaignCostRecord[]; nextCursor: string | null }> {
  const { websiteId, limit } = options;
  const after = options.cursor === undefined ? {} : beyond(options.cursor);
  const found = await CampaignCost.find({ websiteId, ...after }).sort({ lastDay: -1, costKey: 1 }).limit(limit + 1).select({ _id: 0 }).lean<CampaignCostRecord[]>();
  const costs = found.slice(0, limit);
  const last = costs.at(-1);
  return { costs, nextCursor: found.length > limit && last ? `${last.lastDay}_${last.costKey}` : null };
}

function beyond(cursor: string): Record<string, unknown> {
  const [, lastDay, costKey] = /^(\d{4}-\d{2}-\d{2})_([0-9a-f]+)$/.exec(cursor) ?? [];
  if (!lastDay || !costKey) throw new AppError("bad_request", "cursor is not one that this list gave");
  return { $or: [{ lastDay: { $lt: lastDay } }, { lastDay, costKey: { $gt: costKey } }] };
}
