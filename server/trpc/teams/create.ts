import { createTeam } from "../../auth/teams.ts";
import { userProcedure } from "../procedures.ts";
import { teamName } from "./team-input.ts";

export const create = userProcedure
  .meta({ does: "made the team “{name}”" })
  .input(teamName)
  .mutation(async ({ ctx, input }) => {
    const team = await createTeam({ name: input.name, userId: ctx.user._id, now: ctx.deps.now() });
    ctx.trail.teamId = team._id;
    return { teamId: team._id };
  });
