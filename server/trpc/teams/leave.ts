import { removeMember } from "../../auth/members.ts";
import { teamProcedure } from "../procedures.ts";

export const leave = teamProcedure("view")
  .meta({ does: "left the team" })
  .mutation(async ({ ctx }) => {
    await removeMember({ teamId: ctx.team._id, userId: ctx.user._id, now: ctx.deps.now() });
    return {};
  });
