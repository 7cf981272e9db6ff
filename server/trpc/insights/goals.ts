import { getGoals } from "../../insights/get-goals.ts";
import { websiteProcedure } from "../procedures.ts";
import { readReportInput, reportInput } from "../report-input.ts";

export const goals = websiteProcedure("reports")
  .input(reportInput)
  .query(({ ctx, input }) => getGoals(readReportInput(ctx.website, input, ctx.deps.now())));
