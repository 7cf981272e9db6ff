import { z } from "zod";
import { setSubscribed } from "../../digest/subscriptions.ts";
import { AppError } from "../../shared/app-error.ts";
import { websiteProcedure } from "../procedures.ts";

export const set = websiteProcedure("reports")
  .meta({ does: "changed whether they get the weekly e-mail" })
  .input(z.object({ subscribed: z.boolean() }))
  .mutation(async ({ ctx, input: { subscribed } }) => {
    if (subscribed && !ctx.deps.mailConfigured) throw new AppError("bad_request", "This server cannot send mail: set SMTP_URL and MAIL_FROM, then start it again");
    await setSubscribed({ websiteId: ctx.website._id, userId: ctx.user._id, subscribed, now: ctx.deps.now() });
    return {};
  });
