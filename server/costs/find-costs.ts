import { CampaignCost } from "../../models/campaign-cost.ts";
import type { CampaignCostRecord } from "../../models/campaign-cost.ts";
import { AppError } from "../shared/app-error.ts";

const MAX_COSTS = 100_000;

/** The costs that meet a span of days, both inclusive. Throws `bad_request` when they are too many to sum. */
export async function findCosts(websiteId: string, firstDay: string, lastDay: string): Promise<CampaignCostRecord[]> {
  const costs = await CampaignCost.find({ websiteId, lastDay: { $gte: firstDay }, firstDay: { $lte: lastDay } }).limit(MAX_COSTS + 1).select({ _id: 0 }).lean<CampaignCostRecord[]>();
  if (costs.length > MAX_COSTS) throw new AppError("bad_request", `from and to span more than ${MAX_COSTS} costs: choose a shorter period`);
  return costs;
}
