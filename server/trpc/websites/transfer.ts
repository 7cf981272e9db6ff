import { z } from "zod";
import { getTeamOfUser } from "../../auth/memberships.ts";
import { transferWebsite } from "../../websites/transfer-website.ts";
import { websiteProcedure } from "../procedures.ts";

/** Needs an owner of both teams. */
export const transfer = websiteProcedure("team")
  .meta({ does: "gave the website “{website}” to the team “{team}”" })
  .input(z.object({ toTeamId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    const { team } = await getTeamOfUser({ teamId: input.toTeamId, userId: ctx.user._id, permission: "team" });
    await transferWebsite({ websiteId: ctx.website._id, fromTeamId: ctx.website.teamId, toTeamId: team._id });
    Object.assign(ctx.trail.words, { website: ctx.website.name, team: team.name });
    return {};
  });
