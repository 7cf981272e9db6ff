import { z } from "zod";
import { endLogins as end } from "../../auth/logins.ts";
import { userProcedure } from "../procedures.ts";

/** Signs out everywhere; `keepThis` spares the browser that asks. */
export const endLogins = userProcedure
  .meta({ does: "signed out everywhere" })
  .input(z.object({ keepThis: z.boolean().default(true) }))
  .mutation(async ({ ctx, input }) => {
    const ended = await end({ userId: ctx.user._id, keepToken: input.keepThis ? ctx.loginToken : null });
    if (!input.keepThis) ctx.setLoginCookie(null);
    return { ended };
  });
