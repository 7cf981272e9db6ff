import { z } from "zod";
import { removeStripeSecret as remove } from "../../websites/stripe-secrets.ts";
import { websiteProcedure } from "../procedures.ts";

export const removeStripeSecret = websiteProcedure("settings")
  .meta({ does: "removed a Stripe signing secret ({secretId})" })
  .input(z.object({ secretId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    await remove({ websiteId: ctx.website._id, secretId: input.secretId });
    return {};
  });
