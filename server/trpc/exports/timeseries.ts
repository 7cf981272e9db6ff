import { timeseriesTable } from "../../exports/report-tables.ts";
import { writeCsv } from "../../exports/write-csv.ts";
import { getTimeseries } from "../../reports/get-timeseries.ts";
import { websiteProcedure } from "../procedures.ts";
import { readReportInput } from "../report-input.ts";
import { timeseriesInput } from "../reports/timeseries.ts";

export const timeseries = websiteProcedure("reports")
  .input(timeseriesInput)
  .query(async ({ ctx, input: { interval, metrics, ...rest } }) => {
    const { points } = await getTimeseries({ ...readReportInput(ctx.website, rest, ctx.deps.now()), interval, metrics });
    const { columns, rows } = timeseriesTable(points, metrics, ctx.website.currency);
    return writeCsv(columns, [rows]);
  });
