import { z } from "zod";
import { demandPassword } from "../../auth/change-password.ts";
import { renewRecoveryCodes as renew } from "../../auth/totp.ts";
import { userProcedure } from "../procedures.ts";

export const renewRecoveryCodes = userProcedure
  .meta({ does: "made new recovery codes" })
  .input(z.object({ password: z.string().max(1_000) }))
  .mutation(async ({ ctx, input }) => {
    await demandPassword({ user: ctx.user, password: input.password, field: "password", now: ctx.deps.now() });
    return renew({ user: ctx.user, appSecret: ctx.deps.appSecret });
  });
