import { z } from "zod";
import { proveKnownBrowser } from "../../auth/known-browser.ts";
import { logIn as checkLogin } from "../../auth/log-in.ts";
import { publicProcedure } from "../procedures.ts";

const input = z.object({ email: z.string().max(254), password: z.string().max(1_000) });

/** `awaitsCode`: the password is right; `auth.confirmCode` has to follow. */
export const logIn = publicProcedure
  .meta({ does: "gave the password from {browser}" })
  .input(input)
  .mutation(async ({ ctx, input }) => {
    const { appSecret, now } = ctx.deps;
    const from = { browser: ctx.browser, address: ctx.ip, oldToken: ctx.loginToken };
    const { token, user, awaitsCode } = await checkLogin({ ...input, from, knownBrowser: ctx.knownBrowser, appSecret, now: now() });
    ctx.setLoginCookie(token);
    if (!awaitsCode) ctx.setKnownBrowserCookie(proveKnownBrowser(user.email, appSecret));
    Object.assign(ctx.trail, { user, words: { browser: ctx.browser } });
    return { userId: user._id, awaitsCode };
  });
