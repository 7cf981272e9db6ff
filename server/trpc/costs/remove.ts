import { z } from "zod";
import { removeCost } from "../../costs/remove-cost.ts";
import { websiteProcedure } from "../procedures.ts";

export const remove = websiteProcedure("settings")
  .meta({ does: "removed a campaign cost" })
  .input(z.object({ costKey: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    await removeCost(ctx.website._id, input.costKey);
    return {};
  });
