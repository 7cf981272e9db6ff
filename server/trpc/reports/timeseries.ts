import { z } from "zod";
import { INTERVALS, METRICS } from "../../reports/metrics.ts";
import type { Interval, Metric } from "../../reports/metrics.ts";
import { getTimeseries } from "../../reports/get-timeseries.ts";
import { websiteProcedure } from "../procedures.ts";
import { readReportInput, reportInput } from "../report-input.ts";

export const timeseriesInput = reportInput.extend({ interval: z.enum(INTERVALS as [Interval, ...Interval[]]), metrics: z.array(z.enum(METRICS as [Metric, ...Metric[]])).min(1) });

export const timeseries = websiteProcedure("reports")
  .input(timeseriesInput)
  .query(({ ctx, input: { interval, metrics, ...rest } }) => getTimeseries({ ...readReportInput(ctx.website, rest, ctx.deps.now()), interval, metrics }));
