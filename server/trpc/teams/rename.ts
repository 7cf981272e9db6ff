import { renameTeam } from "../../auth/teams.ts";
import { teamProcedure } from "../procedures.ts";
import { teamName } from "./team-input.ts";

export const rename = teamProcedure("team")
  .meta({ does: "renamed the team to “{name}”" })
  .input(teamName)
  .mutation(async ({ ctx, input }) => {
    await renameTeam(ctx.team._id, input.name);
    return {};
  });
