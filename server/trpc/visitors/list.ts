import { z } from "zod";
import { listVisitors } from "../../reports/list-visitors.ts";
import { websiteProcedure } from "../procedures.ts";

export const visitorFilterInput = z.object({
  source: z.string().max(255).optional(),
  country: z.string().max(64).optional(),
  device: z.string().max(64).optional(),
  identified: z.boolean().optional(),
  paid: z.boolean().optional(),
});

const input = visitorFilterInput.extend({ limit: z.number().int().min(1).max(100).default(50), cursor: z.string().max(200).optional() });

export const list = websiteProcedure("reports")
  .input(input)
  .query(({ ctx, input: { limit, cursor, source, country, device, identified, paid } }) => listVisitors({ website: ctx.website, filter: { source, country, device, identified, paid }, limit, cursor }));
