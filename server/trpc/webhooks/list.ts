import { z } from "zod";
import { listDeliveries } from "../../diagnostics/list-deliveries.ts";
import { websiteProcedure } from "../procedures.ts";

export const list = websiteProcedure("webhooks")
  .input(z.object({ outcome: z.string().max(40).optional(), limit: z.number().int().min(1).max(500).default(100) }))
  .query(({ ctx, input }) => listDeliveries(ctx.website._id, input));
