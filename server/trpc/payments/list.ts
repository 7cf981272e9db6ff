import { z } from "zod";
import type { WebsiteRecord } from "../../../models/website.ts";
import { listPayments } from "../../reports/list-payments.ts";
import type { PaymentFilter } from "../../reports/list-payments.ts";
import { parsePeriod } from "../../reports/parse-period.ts";
import type { Period } from "../../shared/period.ts";
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

/** The same as the rooms take it; without a date all of time. */
export function readPaymentFilter({ from, to, q, status, linked, method }: z.infer<typeof paymentFilterInput>, { timezone }: WebsiteRecord, now: Date): PaymentFilter & { period: Period | null } {
  return { period: from || to ? parsePeriod({ from, to, timezone, now }) : null, status, linked, method, search: q || undefined };
}

const input = paymentFilterInput.extend({
  limit: z.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

export const list = websiteProcedure("payments")
  .input(input)
  .query(async ({ ctx, input: { limit, cursor, ...asked } }) => {
    const page = await listPayments({ websiteId: ctx.website._id, ...readPaymentFilter(asked, ctx.website, ctx.deps.now()), limit, cursor });
    return { ...page, payments: page.payments.map((payment) => ({ ...payment, customerEmail: maskEmail(payment.customerEmail, ctx.role) })) };
  });
