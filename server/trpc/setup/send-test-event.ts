import { z } from "zod";
import { runTestEvent } from "../../setup/stripe-step/run-test-event.ts";
import { AppError } from "../../shared/app-error.ts";
import { websiteProcedure } from "../procedures.ts";

export const sendTestEvent = websiteProcedure("webhooks")
  .input(z.object({ through: z.enum(["server", "proxy"]).default("server") }))
  .mutation(async ({ ctx, input }) => {
    await ctx.deps.setupLimiter.consume(`test ${ctx.website._id}`).catch(() => {
      throw new AppError("too_many_requests", "Several test events were sent just now: wait a minute, then send another");
    });
    const { localUrl, appUrl, appSecret, sharedSecrets } = ctx.deps;
    return runTestEvent({ website: ctx.website, base: input.through === "proxy" ? appUrl : localUrl, through: input.through, appSecret, sharedSecrets, now: ctx.deps.now() });
  });
