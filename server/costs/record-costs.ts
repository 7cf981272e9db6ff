import { CampaignCost } from "../../models/campaign-cost.ts";
import type { Cost } from "./build-cost.ts";

/** Records costs that are all good; one that is known by its key is replaced, so that an upload may come again. */
export async function recordCosts(websiteId: string, costs: readonly Cost[], now: Date): Promise<void> {
  await CampaignCost.bulkWrite(costs.map((cost) => ({ updateOne: { filter: { websiteId, costKey: cost.costKey }, update: { $set: { ...cost, updatedAt: now } }, upsert: true } })));
}
