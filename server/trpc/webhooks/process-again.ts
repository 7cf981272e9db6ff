import { z } from "zod";
import { mayReadUnclaimed } from "../../diagnostics/log/find-log-sources.ts";
import { processDeliveryAgain } from "../../diagnostics/log/process-delivery-again.ts";
import { websiteProcedure } from "../procedures.ts";

export const processAgain = websiteProcedure("webhooks")
  .meta({ does: "processed the Stripe event {eventId} again" })
  .input(z.object({ eventId: z.string().max(255) }))
  .mutation(async ({ ctx, input }) =>
    processDeliveryAgain({ websiteId: ctx.website._id, eventId: input.eventId, unclaimed: await mayReadUnclaimed(ctx.user._id), process: ctx.deps.processStripeEvent }),
  );
