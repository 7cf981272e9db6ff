import { z } from "zod";
import { endLogin as end } from "../../auth/logins.ts";
import { userProcedure } from "../procedures.ts";

export const endLogin = userProcedure
  .meta({ does: "ended one of their logins" })
  .input(z.object({ loginId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    await end({ userId: ctx.user._id, loginId: input.loginId });
    return {};
  });
