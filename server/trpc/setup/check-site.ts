import { z } from "zod";
import { checkSite as check } from "../../setup/site-check/check-site.ts";
import { countAttempt } from "../../auth/throttle.ts";
import { websiteProcedure } from "../procedures.ts";

export const checkSite = websiteProcedure("webhooks")
  .meta({ does: "checked the script on the website" })
  .input(z.object({ page: z.string().max(2_000).default("") }))
  .mutation(async ({ ctx, input }) => {
    await countAttempt([{ what: "site check", of: ctx.website._id, attempts: 10, minutes: 1 }], ctx.deps.now());
    return check({ website: ctx.website, page: input.page, appUrl: ctx.deps.appUrl, fetching: { policy: ctx.deps.sitePolicy } });
  });
