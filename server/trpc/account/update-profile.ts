import { z } from "zod";
import { updateProfile as update } from "../../auth/update-profile.ts";
import { userProcedure } from "../procedures.ts";

/** Another e-mail address needs the password, since it is what one logs in with. */
export const updateProfile = userProcedure
  .meta({ does: "changed their profile" })
  .input(z.object({ name: z.string().max(100), email: z.string().max(254), password: z.string().max(1_000).optional() }))
  .mutation(async ({ ctx, input }) => {
    await update({ user: ctx.user, ...input, now: ctx.deps.now() });
    return {};
  });
