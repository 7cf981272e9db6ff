import { z } from "zod";
import { resetPassword as reset } from "../../auth/reset-password.ts";
import { publicProcedure } from "../procedures.ts";

export const resetPassword = publicProcedure
  .meta({ does: "set a new password by a link" })
  .input(z.object({ token: z.string().max(300), password: z.string().max(1_000) }))
  .mutation(async ({ ctx, input }) => {
    ctx.trail.user = await reset({ ...input, appSecret: ctx.deps.appSecret, now: ctx.deps.now() });
    return {};
  });
