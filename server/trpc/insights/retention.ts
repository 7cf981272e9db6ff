import { z } from "zod";
import { getRetention } from "../../insights/get-retention.ts";
import { parseFilters } from "../../reports/parse-filters.ts";
import { websiteProcedure } from "../procedures.ts";
import { reportInput } from "../report-input.ts";

export const retentionInput = reportInput.pick({ filters: true }).extend({ unit: z.enum(["week", "month"]).default("week"), count: z.number().int().min(2).max(24).default(12) });

export const retention = websiteProcedure("reports")
  .input(retentionInput)
  .query(({ ctx, input: { unit, count, filters } }) => getRetention({ website: ctx.website, filters: parseFilters(filters ?? {}), unit, count, now: ctx.deps.now() }));
