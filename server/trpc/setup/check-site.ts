import { z } from "zod";
import { checkSite as check } from "../../setup/site-check/check-site.ts";
import { AppError } from "../../shared/app-error.ts";
import { websiteProcedure } from "../procedures.ts";

export const checkSite = websiteProcedure("webhooks")
  .input(z.object({ page: z.string().max(2_000).default("") }))
  .mutation(async ({ ctx, input }) => {
    await ctx.deps.setupLimiter.consume(`site ${ctx.website._id}`).catch(() => {
      throw new AppError("too_many_requests", "The page was checked often just now: wait a minute, then look again");
    });
    return check({ website: ctx.website, page: input.page, appUrl: ctx.deps.appUrl, fetching: { policy: ctx.deps.sitePolicy } });
  });
