import { z } from "zod";
import { listPayments } from "../../reports/list-payments.ts";
import { parsePeriod } from "../../reports/parse-period.ts";
import { maskEmail } from "../mask-email.ts";
import { websiteProcedure } from "../procedures.ts";

/** What the list of payments and its file are narrowed by. */
export const paymentFilterInput = z.object({
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  status: z.enum(["pending", "succeeded", "failed", "partially_refunded", "refunded", "disputed"]).optional(),
  linked: z.boolean().optional(),
  method: z.enum(["manual", "metadata", "client_reference_id", "customer", "email", "time", "none"]).optional(),
  q: z.string().max(255).optional(),
});

const input = paymentFilterInput.extend({
  limit: z.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

export const list = websiteProcedure("payments")
  .input(input)
  .query(async ({ ctx, input: { from, to, q, status, linked, method, limit, cursor } }) => {
    const period = from || to ? parsePeriod({ from, to, timezone: ctx.website.timezone, now: ctx.deps.now() }) : null;
    const page = await listPayments({ websiteId: ctx.website._id, period, status, linked, method, search: q || undefined, limit, cursor });
    return { ...page, payments: page.payments.map((payment) => ({ ...payment, customerEmail: maskEmail(payment.customerEmail, ctx.role) })) };
  });
