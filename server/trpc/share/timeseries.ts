import { getTimeseries } from "../../reports/get-timeseries.ts";
import { shareProcedure } from "../procedures.ts";
import { readReportInput } from "../report-input.ts";
import { timeseriesInput } from "../reports/timeseries.ts";

export const timeseries = shareProcedure
  .input(timeseriesInput)
  .query(({ ctx, input: { interval, metrics, ...rest } }) => getTimeseries({ ...readReportInput(ctx.website, rest, ctx.deps.now()), interval, metrics }));
