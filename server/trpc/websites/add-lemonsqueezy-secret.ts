import { z } from "zod";
import { addLemonSqueezySecret as add } from "../../websites/lemonsqueezy-secrets.ts";
import { websiteProcedure } from "../procedures.ts";

export const addLemonSqueezySecret = websiteProcedure("settings")
  .meta({ does: "added a Lemon Squeezy signing secret" })
  .input(z.object({ secret: z.string().max(300) }))
  .mutation(({ ctx, input }) => add({ websiteId: ctx.website._id, secret: input.secret, appSecret: ctx.deps.appSecret, now: ctx.deps.now() }));
