import { getOverview } from "../../reports/get-overview.ts";
import { shareProcedure } from "../procedures.ts";
import { readReportInput, reportInput } from "../report-input.ts";

export const overview = shareProcedure.input(reportInput).query(({ ctx, input }) => getOverview(readReportInput(ctx.website, input, ctx.deps.now())));
