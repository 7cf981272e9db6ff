import { z } from "zod";
import { addStripeSecret as add } from "../../websites/stripe-secrets.ts";
import { websiteProcedure } from "../procedures.ts";

export const addStripeSecret = websiteProcedure("settings")
  .meta({ does: "added a Stripe signing secret" })
  .input(z.object({ secret: z.string().max(300) }))
  .mutation(({ ctx, input }) =>
    add({ websiteId: ctx.website._id, secret: input.secret, appSecret: ctx.deps.appSecret, now: ctx.deps.now() }),
  );
