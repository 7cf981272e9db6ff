import { z } from "zod";
import { RESULT_FILTERS } from "../../diagnostics/log/delivery-results.ts";
import { findLogSources, mayReadUnclaimed } from "../../diagnostics/log/find-log-sources.ts";
import { listDeliveries } from "../../diagnostics/log/list-deliveries.ts";
import { websiteProcedure } from "../procedures.ts";

export const deliveryFilterInput = z.object({
  scope: z.enum(["website", "all", "unclaimed"]).default("website"),
  result: z.enum(RESULT_FILTERS).optional(),
  type: z.string().max(200).optional(),
  q: z.string().trim().max(255).optional(),
});

const input = deliveryFilterInput.extend({ cursor: z.string().max(200).optional(), limit: z.number().int().min(1).max(200).default(50) });

export const list = websiteProcedure("webhooks")
  .input(input)
  .query(async ({ ctx, input: { scope, q, websiteId: _websiteId, ...query } }) => {
    const sources = await findLogSources({ scope, website: ctx.website, userId: ctx.user._id });
    const page = await listDeliveries({ ...query, search: q || undefined, sources });
    return { ...page, mayReadUnclaimed: await mayReadUnclaimed(ctx.user._id) };
  });
