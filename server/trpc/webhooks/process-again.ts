import { z } from "zod";
import { websiteProcedure } from "../procedures.ts";

export const processAgain = websiteProcedure("webhooks")
  .meta({ does: "processed the Stripe event {eventId} again" })
  .input(z.object({ eventId: z.string().max(255) }))
  .mutation(async ({ ctx, input }) => {
    await ctx.deps.processStripeEvent({ websiteId: ctx.website._id, eventId: input.eventId });
    return {};
  });
