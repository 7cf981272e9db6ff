import { breakdownTable } from "../../exports/report-tables.ts";
import { writeCsv } from "../../exports/write-csv.ts";
import { getBreakdown } from "../../reports/get-breakdown.ts";
import { websiteProcedure } from "../procedures.ts";
import { readReportInput } from "../report-input.ts";
import { breakdownInput } from "../reports/breakdown.ts";

export const breakdown = websiteProcedure("reports")
  .input(breakdownInput)
  .query(async ({ ctx, input: { dimension, model, limit, ...rest } }) => {
    const { columns, rows } = breakdownTable(dimension, await getBreakdown({ ...readReportInput(ctx.website, rest, ctx.deps.now()), dimension, model, limit }), ctx.website.currency);
    return writeCsv(columns, [rows]);
  });
