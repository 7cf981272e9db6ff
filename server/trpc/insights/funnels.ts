import { z } from "zod";
import { MAX_STEPS, MAX_WINDOW } from "../../insights/funnel-steps.ts";
import { listFunnels, removeFunnel, saveFunnel } from "../../insights/saved-funnels.ts";
import { websiteProcedure } from "../procedures.ts";

export const list = websiteProcedure("reports").query(async ({ ctx }) => (await listFunnels(ctx.website._id)).map(({ funnelId, name, steps, windowDays }) => ({ funnelId, name, steps, windowDays })));

const input = z.object({
  name: z.string().trim().min(1, "Give the funnel a name").max(80, "A name has at most 80 characters"),
  steps: z.array(z.string().max(600)).max(MAX_STEPS + 1),
  windowDays: z.number().int().min(1).max(MAX_WINDOW).default(30),
});

export const save = websiteProcedure("reports")
  .meta({ does: "saved the funnel “{name}”" })
  .input(input)
  .mutation(({ ctx, input: { name, steps, windowDays } }) => saveFunnel({ websiteId: ctx.website._id, userId: ctx.user._id, name, steps, windowDays, createdAt: ctx.deps.now() }));

export const remove = websiteProcedure("reports")
  .meta({ does: "removed a funnel" })
  .input(z.object({ funnelId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    await removeFunnel(ctx.website._id, input.funnelId);
    return {};
  });
