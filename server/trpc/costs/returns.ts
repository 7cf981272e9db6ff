import { z } from "zod";
import { ATTRIBUTION_MODELS } from "../../attribution/models.ts";
import type { AttributionModel } from "../../attribution/models.ts";
import { getReturnOnCosts } from "../../costs/get-return-on-costs.ts";
import { COST_DIMENSIONS } from "../../costs/spread-costs.ts";
import { websiteProcedure } from "../procedures.ts";
import { breakdownInput } from "../reports/breakdown.ts";
import { readReportInput, reportInput } from "../report-input.ts";

export const returnsInput = reportInput.extend({ dimension: z.enum(COST_DIMENSIONS).default("campaign"), model: z.enum(ATTRIBUTION_MODELS as [AttributionModel, ...AttributionModel[]]).default("last_touch"), window: breakdownInput.shape.window });

export const returns = websiteProcedure("reports")
  .input(returnsInput)
  .query(({ ctx, input: { dimension, model, window, ...rest } }) => getReturnOnCosts({ ...readReportInput(ctx.website, rest, ctx.deps.now()), dimension, model, windowDays: window }));
