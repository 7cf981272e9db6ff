import { z } from "zod";
import { settleHeldPayment } from "../../payments/settle-held-payment.ts";
import { websiteProcedure } from "../procedures.ts";

export const settleHeld = websiteProcedure("links")
  .meta({ does: "said by hand what the held payment {paymentId} was paid by: {paidBy}" })
  .input(z.object({ paymentId: z.string().max(64), paidBy: z.string().max(255).nullable() }))
  .mutation(async ({ ctx, input }) => {
    await settleHeldPayment({ ...input, websiteId: ctx.website._id, now: ctx.deps.now() });
    return {};
  });
