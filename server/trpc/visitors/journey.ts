import { z } from "zod";
import { getVisitorJourney } from "../../reports/get-visitor-journey.ts";
import { websiteProcedure } from "../procedures.ts";

export const journey = websiteProcedure("reports")
  .input(z.object({ visitorId: z.string().max(64) }))
  .query(({ ctx, input }) => getVisitorJourney(ctx.website._id, input.visitorId));
