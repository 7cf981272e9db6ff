import { z } from "zod";
import { connectByKey } from "../../setup/stripe-step/connect-by-key.ts";
import { countAttempt } from "../../auth/throttle.ts";
import { websiteProcedure } from "../procedures.ts";

export const connectStripe = websiteProcedure("settings")
  .meta({ does: "connected Stripe with a restricted key" })
  .input(z.object({ key: z.string().max(500) }))
  .mutation(async ({ ctx, input }) => {
    await countAttempt([{ what: "stripe key", of: ctx.website._id, attempts: 20, minutes: 1 }], ctx.deps.now());
    return connectByKey({ website: ctx.website, key: input.key, appUrl: ctx.deps.appUrl, appSecret: ctx.deps.appSecret, now: ctx.deps.now() });
  });
