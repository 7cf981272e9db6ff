import { z } from "zod";
import { getVisitor } from "../../reports/get-visitor.ts";
import { websiteProcedure } from "../procedures.ts";

export const get = websiteProcedure("reports")
  .input(z.object({ visitorId: z.string().max(64) }))
  .query(({ ctx, input }) => getVisitor(ctx.website._id, input.visitorId));
