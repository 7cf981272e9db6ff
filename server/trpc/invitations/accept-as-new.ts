import { z } from "zod";
import { acceptAsNewUser } from "../../auth/accept-as-new-user.ts";
import { startLogin } from "../../auth/start-login.ts";
import { publicProcedure } from "../procedures.ts";

const input = z.object({ token: z.string().max(100), name: z.string().max(100), email: z.string().max(254), password: z.string().max(1_000) });

/** Makes the account and the membership in one step, and logs in. */
export const acceptAsNew = publicProcedure
  .meta({ does: "joined the team as {as}, with a new account" })
  .input(input)
  .mutation(async ({ ctx, input }) => {
    const now = ctx.deps.now();
    const { user, teamId, role } = await acceptAsNewUser({ ...input, now });
    Object.assign(ctx.trail, { teamId, user, words: { as: role } });
    ctx.setLoginCookie(await startLogin({ userId: user._id, from: { browser: ctx.browser, address: ctx.ip, oldToken: ctx.loginToken }, now }));
    return { teamId };
  });
