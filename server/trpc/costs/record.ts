import { z } from "zod";
import { buildCost } from "../../costs/build-cost.ts";
import { recordCosts } from "../../costs/record-costs.ts";
import { AppError } from "../../shared/app-error.ts";
import { websiteProcedure } from "../procedures.ts";

const text = z.string().max(1_000).default("");

export const record = websiteProcedure("settings")
  .meta({ does: "recorded a campaign cost" })
  .input(z.object({ firstDay: text, lastDay: text, channel: text, source: text, medium: text, campaign: text, amount: text }))
  .mutation(async ({ ctx, input }) => {
    const built = buildCost({ ...input, currency: ctx.website.currency });
    if (!built.ok) throw new AppError("bad_request", `Not recorded: ${built.message}`);
    await recordCosts(ctx.website._id, [built.cost], ctx.deps.now());
    return {};
  });
