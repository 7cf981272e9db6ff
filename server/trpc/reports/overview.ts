import { getOverview } from "../../reports/get-overview.ts";
import { websiteProcedure } from "../procedures.ts";
import { readReportInput, reportInput } from "../report-input.ts";

export const overview = websiteProcedure("reports")
  .input(reportInput)
  .query(({ ctx, input }) => getOverview(readReportInput(ctx.website, input, ctx.deps.now())));
