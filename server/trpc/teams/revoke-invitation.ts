import { z } from "zod";
import { revokeInvitation as revoke } from "../../auth/invitations.ts";
import { teamProcedure } from "../procedures.ts";

export const revokeInvitation = teamProcedure("team")
  .meta({ does: "took an invitation back" })
  .input(z.object({ invitationId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    await revoke({ teamId: ctx.team._id, invitationId: input.invitationId });
    return {};
  });
