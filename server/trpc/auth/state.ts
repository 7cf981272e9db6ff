import { findHalfLogin } from "../../auth/find-login.ts";
import { isFirstOwnerNeeded } from "../../auth/first-owner.ts";
import { publicProcedure } from "../procedures.ts";

/** Who is logged in; `awaitsCode`: the password was right, the second step is missing. `address` is the asker's own. */
export const state = publicProcedure.query(async ({ ctx }) => ({
  user: ctx.user ? { userId: ctx.user._id, email: ctx.user.email, name: ctx.user.name } : null,
  awaitsCode: !ctx.user && ctx.loginToken !== null && (await findHalfLogin(ctx.loginToken, ctx.deps.now())) !== null,
  firstOwnerNeeded: ctx.user ? false : await isFirstOwnerNeeded(),
  address: ctx.ip,
}));
