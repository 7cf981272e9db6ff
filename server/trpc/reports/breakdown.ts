import { z } from "zod";
import { ATTRIBUTION_MODELS } from "../../attribution/models.ts";
import type { AttributionModel } from "../../attribution/models.ts";
import { DIMENSIONS } from "../../reports/dimensions.ts";
import type { Dimension } from "../../reports/dimensions.ts";
import { getBreakdown } from "../../reports/get-breakdown.ts";
import { websiteProcedure } from "../procedures.ts";
import { readReportInput, reportInput } from "../report-input.ts";

export const breakdownInput = reportInput.extend({
  dimension: z.enum(DIMENSIONS as [Dimension, ...Dimension[]]),
  model: z.enum(ATTRIBUTION_MODELS as [AttributionModel, ...AttributionModel[]]).default("last_touch"),
  limit: z.number().int().min(1).max(1_000).default(100),
});

export const breakdown = websiteProcedure("reports")
  .input(breakdownInput)
  .query(({ ctx, input: { dimension, model, limit, ...rest } }) => getBreakdown({ ...readReportInput(ctx.website, rest, ctx.deps.now()), dimension, model, limit }));
