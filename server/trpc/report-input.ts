import { z } from "zod";
import type { WebsiteRecord } from "../../models/website.ts";
import { COMPARES } from "../reports/compared-period.ts";
import type { Compare } from "../reports/compared-period.ts";
import { parseFilters } from "../reports/parse-filters.ts";
import { parsePeriod } from "../reports/parse-period.ts";

/** What every report asks for: a period, filters (`<dimension>`, `not_<dimension>`, `contains_<dimension>`; several values are alternatives), and what to hold it against. */
export const reportInput = z.object({
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  filters: z.record(z.string(), z.union([z.string().max(1_000), z.array(z.string().max(1_000)).max(100)])).optional(),
  compare: z.enum(COMPARES as [Compare, ...Compare[]]).optional(),
});

export function readReportInput(website: WebsiteRecord, input: z.infer<typeof reportInput>, now: Date) {
  return { website, period: parsePeriod({ from: input.from, to: input.to, timezone: website.timezone, now }), filters: parseFilters(input.filters ?? {}), compare: input.compare };
}
