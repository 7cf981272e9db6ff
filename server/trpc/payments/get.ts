import { z } from "zod";
import { getPayment } from "../../reports/get-payment.ts";
import { maskEmail } from "../mask-email.ts";
import { websiteProcedure } from "../procedures.ts";

export const get = websiteProcedure("payments")
  .input(z.object({ paymentId: z.string().max(64) }))
  .query(async ({ ctx, input }) => {
    const detail = await getPayment(ctx.website._id, input.paymentId);
    return { ...detail, payment: { ...detail.payment, customerEmail: maskEmail(detail.payment.customerEmail, ctx.role) } };
  });
