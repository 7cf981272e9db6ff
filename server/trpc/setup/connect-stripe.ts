import { z } from "zod";
import { connectByKey } from "../../setup/stripe-step/connect-by-key.ts";
import { AppError } from "../../shared/app-error.ts";
import { websiteProcedure } from "../procedures.ts";

export const connectStripe = websiteProcedure("settings")
  .input(z.object({ key: z.string().max(500) }))
  .mutation(async ({ ctx, input }) => {
    await ctx.deps.setupLimiter.consume(`connect ${ctx.website._id}`).catch(() => {
      throw new AppError("too_many_requests", "That was tried often just now: wait a minute, then try again");
    });
    return connectByKey({ website: ctx.website, key: input.key, appUrl: ctx.deps.appUrl, appSecret: ctx.deps.appSecret, now: ctx.deps.now() });
  });
