import { z } from "zod";
import { setSubscribed } from "../../digest/subscriptions.ts";
import { isUnsubscribeToken } from "../../digest/unsubscribe-link.ts";
import { AppError } from "../../shared/app-error.ts";
import { publicProcedure } from "../procedures.ts";

/** For whoever holds the link of an e-mail; logging in is not needed. */
export const unsubscribe = publicProcedure.meta({ does: "stopped a weekly e-mail by its link" }).input(z.object({ websiteId: z.string().max(64), userId: z.string().max(64), token: z.string().max(200) })).mutation(async ({ ctx, input }) => {
  if (!isUnsubscribeToken(ctx.deps.appSecret, input, input.token)) throw new AppError("forbidden", "This link is not whole: copy all of it from the e-mail");
  await setSubscribed({ ...input, subscribed: false, now: ctx.deps.now() });
  return {};
});
