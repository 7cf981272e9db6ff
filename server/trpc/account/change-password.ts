import { z } from "zod";
import { changePassword as change } from "../../auth/change-password.ts";
import { userProcedure } from "../procedures.ts";

export const changePassword = userProcedure
  .meta({ does: "changed their password and ended their other logins" })
  .input(z.object({ current: z.string().max(1_000), next: z.string().max(1_000) }))
  .mutation(({ ctx, input }) => change({ user: ctx.user, ...input, token: ctx.loginToken, now: ctx.deps.now() }));
