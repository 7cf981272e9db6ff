import { getReturnOnCosts } from "../../costs/get-return-on-costs.ts";
import { returnsTable } from "../../exports/report-tables.ts";
import { writeCsv } from "../../exports/write-csv.ts";
import { returnsInput } from "../costs/returns.ts";
import { websiteProcedure } from "../procedures.ts";
import { readReportInput } from "../report-input.ts";

export const returns = websiteProcedure("reports")
  .input(returnsInput)
  .query(async ({ ctx, input: { dimension, model, window, ...rest } }) => {
    const report = await getReturnOnCosts({ ...readReportInput(ctx.website, rest, ctx.deps.now()), dimension, model, windowDays: window });
    const { columns, rows } = returnsTable(dimension, report.rows, ctx.website.currency);
    return writeCsv(columns, [rows]);
  });
