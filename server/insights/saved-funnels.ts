import { Funnel } from "../../models/funnel.ts";
import type { FunnelRecord } from "../../models/funnel.ts";
import { AppError } from "../shared/app-error.ts";
import { newId } from "../shared/ids.ts";
import { parseFunnelSteps } from "./funnel-steps.ts";

const MAX_FUNNELS = 100;

export async function listFunnels(websiteId: string): Promise<FunnelRecord[]> {
  const funnels = await Funnel.find({ websiteId }).limit(MAX_FUNNELS).select({ _id: 0 }).lean<FunnelRecord[]>();
  return funnels.sort((a, b) => a.name.localeCompare(b.name));
}

/** Keeps a funnel; one of the same name is replaced. Throws `bad_request` for steps that are none, or when there are too many funnels. */
export async function saveFunnel(funnel: Omit<FunnelRecord, "funnelId">): Promise<{ funnelId: string }> {
  parseFunnelSteps(funnel.steps);
  const { websiteId, name } = funnel;
  const same = await Funnel.findOne({ websiteId, name }).lean<FunnelRecord>();
  if (!same && (await Funnel.countDocuments({ websiteId })) >= MAX_FUNNELS) throw new AppError("bad_request", `A website may have ${MAX_FUNNELS} funnels: delete some first`);
  const funnelId = same?.funnelId ?? newId("fun");
  await Funnel.updateOne({ websiteId, funnelId }, { $set: { ...funnel, funnelId } }, { upsert: true });
  return { funnelId };
}

/** Throws `not_found` when it is gone already. */
export async function removeFunnel(websiteId: string, funnelId: string): Promise<void> {
  const { deletedCount } = await Funnel.deleteOne({ websiteId, funnelId });
  if (deletedCount === 0) throw new AppError("not_found", "This funnel is not there any more");
}
