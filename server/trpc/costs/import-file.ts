import { z } from "zod";
import { parseCostFile } from "../../costs/parse-cost-file.ts";
import { recordCosts } from "../../costs/record-costs.ts";
import { websiteProcedure } from "../procedures.ts";

/** Takes a CSV whole, or tells what is wrong with which line and takes nothing. */
export const importFile = websiteProcedure("settings")
  .meta({ does: "uploaded a file of campaign costs" })
  .input(z.object({ csv: z.string().max(2_000_000, "The file has more than 2 MB: split it") }))
  .mutation(async ({ ctx, input }) => {
    const parsed = parseCostFile(input.csv, ctx.website.currency);
    if (!parsed.ok) return { recorded: 0, problems: parsed.problems };
    await recordCosts(ctx.website._id, parsed.costs, ctx.deps.now());
    return { recorded: parsed.costs.length, problems: [] };
  });
