import { CampaignCost } from "../../models/campaign-cost.ts";
import { AppError } from "../shared/app-error.ts";

/** Throws `not_found` when it is gone already. */
export async function removeCost(websiteId: string, costKey: string): Promise<void> {
  const { deletedCount } = await CampaignCost.deleteOne({ websiteId, costKey });
  if (deletedCount === 0) throw new AppError("not_found", "This cost is not there any more");
}
