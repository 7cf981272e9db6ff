import { isSubscribed } from "../../digest/subscriptions.ts";
import { websiteProcedure } from "../procedures.ts";

/** Whether this server can send mail at all, and whether the user asked for the website's weekly one. */
export const state = websiteProcedure("reports").query(async ({ ctx }) => ({ available: ctx.deps.mailConfigured, subscribed: await isSubscribed(ctx.website._id, ctx.user._id), email: ctx.user.email }));
