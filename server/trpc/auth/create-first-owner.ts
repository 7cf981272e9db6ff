import { z } from "zod";
import { createFirstOwner as create } from "../../auth/first-owner.ts";
import { startLogin } from "../../auth/start-login.ts";
import { publicProcedure } from "../procedures.ts";

const input = z.object({ token: z.string().max(200), email: z.string().max(254), password: z.string().max(1_000), name: z.string().max(100).optional() });

export const createFirstOwner = publicProcedure
  .meta({ does: "became the first owner" })
  .input(input)
  .mutation(async ({ ctx, input }) => {
    const now = ctx.deps.now();
    const user = await create({ ...input, appSecret: ctx.deps.appSecret, now });
    ctx.setLoginCookie(await startLogin({ userId: user._id, from: { browser: ctx.browser, address: ctx.ip, oldToken: ctx.loginToken }, now }));
    ctx.trail.user = user;
    return { userId: user._id };
  });
