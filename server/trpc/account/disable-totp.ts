import { z } from "zod";
import { demandPassword } from "../../auth/change-password.ts";
import { disableTotp as disable } from "../../auth/totp.ts";
import { userProcedure } from "../procedures.ts";

export const disableTotp = userProcedure
  .meta({ does: "turned the second step off" })
  .input(z.object({ password: z.string().max(1_000) }))
  .mutation(async ({ ctx, input }) => {
    await demandPassword({ user: ctx.user, password: input.password, field: "password", now: ctx.deps.now() });
    await disable(ctx.user._id);
    return {};
  });
