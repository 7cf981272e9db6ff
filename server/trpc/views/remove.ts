import { z } from "zod";
import { removeView } from "../../views/saved-views.ts";
import { websiteProcedure } from "../procedures.ts";

export const remove = websiteProcedure("reports")
  .meta({ does: "removed a saved view" })
  .input(z.object({ viewId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    await removeView({ websiteId: ctx.website._id, viewId: input.viewId, userId: ctx.user._id });
    return {};
  });
