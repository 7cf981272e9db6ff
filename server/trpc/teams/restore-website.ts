import { z } from "zod";
import { restoreWebsite as restore } from "../../websites/delete-website.ts";
import { teamProcedure } from "../procedures.ts";

export const restoreWebsite = teamProcedure("team")
  .meta({ does: "brought the website “{website}” back" })
  .input(z.object({ websiteId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    const { name } = await restore({ teamId: ctx.team._id, websiteId: input.websiteId, now: ctx.deps.now() });
    Object.assign(ctx.trail, { websiteId: input.websiteId, words: { website: name } });
    return {};
  });
