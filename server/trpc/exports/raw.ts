import { z } from "zod";
import { exportCosts } from "../../exports/export-costs.ts";
import { exportEvents } from "../../exports/export-events.ts";
import { exportPayments } from "../../exports/export-payments.ts";
import { exportSessions } from "../../exports/export-sessions.ts";
import { parsePeriod } from "../../reports/parse-period.ts";
import { paymentFilterInput, readPaymentFilter } from "../payments/list.ts";
import { websiteProcedure } from "../procedures.ts";
import type { WebsiteRecord } from "../../../models/website.ts";

const input = z.object({ from: z.string().max(40).optional(), to: z.string().max(40).optional() });

function readSpan(website: WebsiteRecord, given: z.infer<typeof input>, now: Date) {
  return { websiteId: website._id, period: parsePeriod({ ...given, timezone: website.timezone, now }) };
}

/** Raw records as CSV, in pieces: asked for in the process only, by the route that streams them. */
export const payments = websiteProcedure("payments")
  .input(paymentFilterInput)
  .query(({ ctx, input: asked }) => {
    const { period, ...filter } = readPaymentFilter(asked, ctx.website, ctx.deps.now());
    return exportPayments({ websiteId: ctx.website._id, period, filter });
  });

export const sessions = websiteProcedure("reports")
  .input(input)
  .query(({ ctx, input: span }) => exportSessions(readSpan(ctx.website, span, ctx.deps.now())));

export const events = websiteProcedure("reports")
  .input(input)
  .query(({ ctx, input: span }) => exportEvents(readSpan(ctx.website, span, ctx.deps.now())));

export const costs = websiteProcedure("reports").query(({ ctx }) => exportCosts(ctx.website._id));
