import { z } from "zod";
import { listCandidates } from "../../reports/list-candidates.ts";
import { websiteProcedure } from "../procedures.ts";

export const candidates = websiteProcedure("links")
  .input(z.object({ paymentId: z.string().max(64) }))
  .query(({ ctx, input }) => listCandidates(ctx.website._id, input.paymentId));
