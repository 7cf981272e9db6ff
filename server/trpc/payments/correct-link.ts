import { z } from "zod";
import { correctLink as correct } from "../../payments/correct-link.ts";
import { websiteProcedure } from "../procedures.ts";

export const correctLink = websiteProcedure("admin")
  .input(z.object({ paymentId: z.string().max(64), visitorId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    await correct({ websiteId: ctx.website._id, ...input, userId: ctx.user._id, now: ctx.deps.now() });
    return {};
  });
