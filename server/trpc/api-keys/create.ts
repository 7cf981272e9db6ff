import { z } from "zod";
import { createApiKey } from "../../auth/create-api-key.ts";
import { websiteProcedure } from "../procedures.ts";

export const create = websiteProcedure("settings")
  .meta({ does: "made the API key “{name}”" })
  .input(z.object({ name: z.string().trim().min(1, "is required").max(100) }))
  .mutation(({ ctx, input }) => createApiKey({ websiteId: ctx.website._id, name: input.name, now: ctx.deps.now() }));
