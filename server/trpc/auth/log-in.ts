import { z } from "zod";
import { logIn as checkLogin } from "../../auth/log-in.ts";
import { AppError } from "../../shared/app-error.ts";
import { publicProcedure } from "../procedures.ts";

const input = z.object({ email: z.string().max(254), password: z.string().max(1_000) });

export const logIn = publicProcedure.input(input).mutation(async ({ ctx, input }) => {
  const key = `${ctx.ip}|${input.email.trim().toLowerCase()}`;
  await ctx.deps.loginLimiter.consume(key).catch(() => {
    throw new AppError("too_many_requests", "Too many attempts: wait 15 minutes, then try again");
  });
  const { token, user } = await checkLogin({ ...input, now: ctx.deps.now() });
  await ctx.deps.loginLimiter.delete(key);
  ctx.setLoginCookie(token);
  return { userId: user._id };
});
