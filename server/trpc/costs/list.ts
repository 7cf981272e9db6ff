import { z } from "zod";
import { listCosts } from "../../costs/list-costs.ts";
import { currencyExponent } from "../../shared/money.ts";
import { websiteProcedure } from "../procedures.ts";

export const list = websiteProcedure("reports")
  .input(z.object({ limit: z.number().int().min(1).max(200).default(50), cursor: z.string().max(100).optional() }))
  .query(async ({ ctx, input }) => {
    const { costs, nextCursor } = await listCosts({ websiteId: ctx.website._id, limit: input.limit, cursor: input.cursor });
    return { nextCursor, costs: costs.map(({ websiteId: _tenant, updatedAt: _updated, ...cost }) => ({ ...cost, currencyExponent: currencyExponent(cost.currency) })) };
  });
