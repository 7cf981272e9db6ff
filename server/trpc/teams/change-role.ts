import { z } from "zod";
import { changeRole as change } from "../../auth/members.ts";
import { teamProcedure } from "../procedures.ts";
import { role } from "./team-input.ts";

export const changeRole = teamProcedure("team")
  .meta({ does: "made {member} {role}" })
  .input(z.object({ userId: z.string().max(64), role }))
  .mutation(async ({ ctx, input }) => {
    const { email } = await change({ teamId: ctx.team._id, userId: input.userId, role: input.role, now: ctx.deps.now() });
    ctx.trail.words["member"] = email;
    return {};
  });
