import { z } from "zod";
import { getGoalBreakdown } from "../../insights/get-goal-breakdown.ts";
import { SINGLE_DIMENSIONS } from "../../read-model/dimensions.ts";
import type { SingleDimension } from "../../read-model/dimensions.ts";
import { websiteProcedure } from "../procedures.ts";
import { readReportInput, reportInput } from "../report-input.ts";

export const goalBreakdownInput = reportInput.extend({ goal: z.string().max(64), dimension: z.enum(SINGLE_DIMENSIONS as [SingleDimension, ...SingleDimension[]]).default("channel") });

export const goalBreakdown = websiteProcedure("reports")
  .input(goalBreakdownInput)
  .query(({ ctx, input: { goal, dimension, ...rest } }) => getGoalBreakdown({ ...readReportInput(ctx.website, rest, ctx.deps.now()), goal, dimension }));
