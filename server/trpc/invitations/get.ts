import { z } from "zod";
import { getInvitation } from "../../auth/invitations.ts";
import { publicProcedure } from "../procedures.ts";

/** What a link offers: enough to decide, for whoever has it. */
export const get = publicProcedure.input(z.object({ token: z.string().max(100) })).query(async ({ ctx, input }) => {
  const { invitation, team } = await getInvitation(input.token, ctx.deps.now());
  return { teamName: team.name, role: invitation.role, email: invitation.email, invitedBy: invitation.invitedBy, expiresAt: invitation.expiresAt.toISOString() };
});
