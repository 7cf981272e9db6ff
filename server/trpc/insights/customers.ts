import { z } from "zod";
import { getCustomers } from "../../insights/get-customers.ts";
import { parseFilters } from "../../reports/parse-filters.ts";
import { websiteProcedure } from "../procedures.ts";
import { reportInput } from "../report-input.ts";

export const customersInput = reportInput.pick({ filters: true }).extend({ months: z.number().int().min(2).max(24).default(12) });

export const customers = websiteProcedure("reports")
  .input(customersInput)
  .query(({ ctx, input: { months, filters } }) => getCustomers({ website: ctx.website, filters: parseFilters(filters ?? {}), months, now: ctx.deps.now() }));
