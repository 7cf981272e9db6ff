import { z } from "zod";
import { removeMember as remove } from "../../auth/members.ts";
import { teamProcedure } from "../procedures.ts";

export const removeMember = teamProcedure("team")
  .meta({ does: "took {member} out of the team" })
  .input(z.object({ userId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    const { email } = await remove({ teamId: ctx.team._id, userId: input.userId, now: ctx.deps.now() });
    ctx.trail.words["member"] = email;
    return {};
  });
