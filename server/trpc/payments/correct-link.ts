import { z } from "zod";
import { correctLink as correct } from "../../payments/correct-link.ts";
import { websiteProcedure } from "../procedures.ts";

export const correctLink = websiteProcedure("links")
  .meta({ does: "said by hand that the payment {paymentId} is by the visitor {visitorId}" })
  .input(z.object({ paymentId: z.string().max(64), visitorId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    await correct({ ...input, websiteId: ctx.website._id, userId: ctx.user._id, now: ctx.deps.now() });
    return {};
  });
