import { z } from "zod";
import { deleteWebsite } from "../../websites/delete-website.ts";
import { websiteProcedure } from "../procedures.ts";

/** `confirm` is the website's name, typed; `teams.restoreWebsite` brings it back for 30 days. */
export const remove = websiteProcedure("team")
  .meta({ does: "deleted the website “{confirm}”" })
  .input(z.object({ confirm: z.string().max(200) }))
  .mutation(({ ctx, input }) => deleteWebsite({ website: ctx.website, confirm: input.confirm, now: ctx.deps.now() }));
