import { z } from "zod";
import { createInvitation } from "../../auth/invitations.ts";
import { teamProcedure } from "../procedures.ts";
import { role } from "./team-input.ts";

/** Answers with the link, this once. */
export const invite = teamProcedure("team")
  .meta({ does: "invited {invitee} as {role}" })
  .input(z.object({ role, email: z.string().max(254).nullish() }))
  .mutation(async ({ ctx, input }) => {
    ctx.trail.words["invitee"] = input.email?.trim() || "someone by link";
    const { token } = await createInvitation({ teamId: ctx.team._id, role: input.role, email: input.email ?? null, invitedBy: ctx.user.name, now: ctx.deps.now() });
    return { link: `${ctx.deps.appUrl}/invitation/${token}` };
  });
