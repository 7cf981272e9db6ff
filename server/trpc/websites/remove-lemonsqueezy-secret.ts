import { z } from "zod";
import { removeLemonSqueezySecret as remove } from "../../websites/lemonsqueezy-secrets.ts";
import { websiteProcedure } from "../procedures.ts";

export const removeLemonSqueezySecret = websiteProcedure("settings")
  .meta({ does: "removed a Lemon Squeezy signing secret ({secretId})" })
  .input(z.object({ secretId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    await remove({ websiteId: ctx.website._id, secretId: input.secretId });
    return {};
  });
