import { logOut as endLogin } from "../../auth/log-out.ts";
import { publicProcedure } from "../procedures.ts";

export const logOut = publicProcedure.meta({ does: "logged out" }).mutation(async ({ ctx }) => {
  if (ctx.loginToken) await endLogin(ctx.loginToken);
  ctx.setLoginCookie(null);
  return {};
});
