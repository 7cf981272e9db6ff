import { getBreakdown } from "../../reports/get-breakdown.ts";
import { shareProcedure } from "../procedures.ts";
import { readReportInput } from "../report-input.ts";
import { breakdownInput } from "../reports/breakdown.ts";

export const breakdown = shareProcedure
  .input(breakdownInput)
  .query(({ ctx, input: { dimension, model, window, limit, ...rest } }) => getBreakdown({ ...readReportInput(ctx.website, rest, ctx.deps.now()), dimension, model, windowDays: window, limit }));
