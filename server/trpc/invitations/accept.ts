import { z } from "zod";
import { acceptInvitation } from "../../auth/invitations.ts";
import { userProcedure } from "../procedures.ts";

export const accept = userProcedure
  .meta({ does: "joined the team as {as}" })
  .input(z.object({ token: z.string().max(100) }))
  .mutation(async ({ ctx, input }) => {
    const { teamId, role } = await acceptInvitation({ token: input.token, user: ctx.user, now: ctx.deps.now() });
    Object.assign(ctx.trail, { teamId, words: { as: role } });
    return { teamId };
  });
