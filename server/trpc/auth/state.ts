import { isFirstOwnerNeeded } from "../../auth/first-owner.ts";
import { publicProcedure } from "../procedures.ts";

export const state = publicProcedure.query(async ({ ctx }) => ({
  user: ctx.user ? { userId: ctx.user._id, email: ctx.user.email, name: ctx.user.name } : null,
  firstOwnerNeeded: ctx.user ? false : await isFirstOwnerNeeded(),
}));
