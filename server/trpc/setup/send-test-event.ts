import { z } from "zod";
import { runTestEvent } from "../../setup/stripe-step/run-test-event.ts";
import { countAttempt } from "../../auth/throttle.ts";
import { websiteProcedure } from "../procedures.ts";

export const sendTestEvent = websiteProcedure("webhooks")
  .meta({ does: "sent a test event through the webhook" })
  .input(z.object({ through: z.enum(["server", "proxy"]).default("server") }))
  .mutation(async ({ ctx, input }) => {
    await countAttempt([{ what: "test event", of: ctx.website._id, attempts: 10, minutes: 1 }], ctx.deps.now());
    const { localUrl, appUrl, appSecret, sharedSecrets } = ctx.deps;
    return runTestEvent({ website: ctx.website, base: input.through === "proxy" ? appUrl : localUrl, through: input.through, appSecret, sharedSecrets, now: ctx.deps.now() });
  });
