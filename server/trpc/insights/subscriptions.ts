import { z } from "zod";
import { getSubscriptions } from "../../insights/get-subscriptions.ts";
import { websiteProcedure } from "../procedures.ts";

export const subscriptionsInput = z.object({ months: z.number().int().min(1).max(24).default(12) });

export const subscriptions = websiteProcedure("reports")
  .input(subscriptionsInput)
  .query(({ ctx, input: { months } }) => getSubscriptions({ website: ctx.website, months, now: ctx.deps.now() }));
