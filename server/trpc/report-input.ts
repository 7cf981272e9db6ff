import { z } from "zod";
import type { WebsiteRecord } from "../../models/website.ts";
import { parseFilters } from "../reports/parse-filters.ts";
import { parsePeriod } from "../reports/parse-period.ts";

/** What every report asks for: a period and filters by dimension. */
export const reportInput = z.object({
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  filters: z.record(z.string(), z.string().max(1_000)).optional(),
});

export function readReportInput(website: WebsiteRecord, input: z.infer<typeof reportInput>, now: Date) {
  return { website, period: parsePeriod({ from: input.from, to: input.to, timezone: website.timezone, now }), filters: parseFilters(input.filters ?? {}) };
}
