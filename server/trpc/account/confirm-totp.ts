import { z } from "zod";
import { confirmTotp as confirm } from "../../auth/totp.ts";
import { userProcedure } from "../procedures.ts";

export const confirmTotp = userProcedure
  .meta({ does: "turned the second step on" })
  .input(z.object({ code: z.string().max(40) }))
  .mutation(({ ctx, input }) => confirm({ user: ctx.user, code: input.code, appSecret: ctx.deps.appSecret, now: ctx.deps.now() }));
