import { z } from "zod";
import { findHalfLogin } from "../../auth/find-login.ts";
import { proveKnownBrowser } from "../../auth/known-browser.ts";
import { startLogin } from "../../auth/start-login.ts";
import { demandCode } from "../../auth/totp.ts";
import { AppError } from "../../shared/app-error.ts";
import { publicProcedure } from "../procedures.ts";

/** The second step of logging in: a code of the authenticator or a recovery code. */
export const confirmCode = publicProcedure
  .meta({ does: "gave the code of the second step from {browser}" })
  .input(z.object({ code: z.string().max(40) }))
  .mutation(async ({ ctx, input }) => {
    const { appSecret, now } = ctx.deps;
    const user = ctx.loginToken ? await findHalfLogin(ctx.loginToken, now()) : null;
    if (!user) throw new AppError("unauthorized", "Log in with your password first");
    await demandCode({ user, code: input.code, appSecret, now: now() });
    const from = { browser: ctx.browser, address: ctx.ip, oldToken: ctx.loginToken };
    ctx.setLoginCookie(await startLogin({ userId: user._id, from, now: now() }));
    ctx.setKnownBrowserCookie(proveKnownBrowser(user.email, appSecret));
    Object.assign(ctx.trail, { user, words: { browser: ctx.browser } });
    return { userId: user._id };
  });
