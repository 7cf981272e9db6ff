import { z } from "zod";
import { startStripeImport } from "../../stripe-events/import/start-stripe-import.ts";
import { websiteProcedure } from "../procedures.ts";

export const start = websiteProcedure("settings")
  .meta({ does: "began to import past payments from Stripe" })
  .input(z.object({ key: z.string().max(300) }))
  .mutation(async ({ ctx, input }) => {
    const websiteId = ctx.website._id;
    await startStripeImport({ websiteId, key: input.key, appSecret: ctx.deps.appSecret, now: ctx.deps.now() });
    ctx.deps.continueStripeImport(websiteId);
    return {};
  });
