import { z } from "zod";
import { mayReadUnclaimed } from "../../diagnostics/log/find-log-sources.ts";
import { getDelivery } from "../../diagnostics/log/get-delivery.ts";
import { websiteProcedure } from "../procedures.ts";

export const get = websiteProcedure("webhooks")
  .input(z.object({ deliveryId: z.string().max(64) }))
  .query(async ({ ctx, input }) =>
    getDelivery({ websiteId: ctx.website._id, deliveryId: input.deliveryId, unclaimed: await mayReadUnclaimed(ctx.user._id) }),
  );
