import { z } from "zod";
import { ATTRIBUTION_MODELS, MAX_WINDOW_DAYS, MIN_WINDOW_DAYS } from "../../attribution/models.ts";
import type { AttributionModel } from "../../attribution/models.ts";
import { DIMENSIONS } from "../../read-model/dimensions.ts";
import type { Dimension } from "../../read-model/dimensions.ts";
import { getBreakdown } from "../../reports/get-breakdown.ts";
import { websiteProcedure } from "../procedures.ts";
import { readReportInput, reportInput } from "../report-input.ts";

export const breakdownInput = reportInput.extend({
  dimension: z.enum(DIMENSIONS as [Dimension, ...Dimension[]]),
  model: z.enum(ATTRIBUTION_MODELS as [AttributionModel, ...AttributionModel[]]).default("last_touch"),
  /** The look-back window in days; without it every frozen touch counts. */
  window: z.number().int().min(MIN_WINDOW_DAYS).max(MAX_WINDOW_DAYS).optional(),
  limit: z.number().int().min(1).max(1_000).default(100),
});

export const breakdown = websiteProcedure("reports")
  .input(breakdownInput)
  .query(({ ctx, input: { dimension, model, window, limit, ...rest } }) => getBreakdown({ ...readReportInput(ctx.website, rest, ctx.deps.now()), dimension, model, windowDays: window, limit }));
