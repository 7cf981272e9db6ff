import type { z } from "zod";
import type { WebsiteRecord } from "../../../models/website.ts";
import type { Compare } from "../../reports/compared-period.ts";
import { parseFilters } from "../../reports/parse-filters.ts";
import { parsePeriod } from "../../reports/parse-period.ts";
import { AppError } from "../../shared/app-error.ts";
import type { PaymentQuery } from "../../reports/list-payments.ts";
import type { paymentsQuery } from "./inputs.ts";

/** What every report takes: the checked period, and the filters out of the whole query. Throws `bad_request` that names the parameter. */
export function readReportQuery(website: WebsiteRecord, given: { from?: string | undefined; to?: string | undefined; compare?: Compare | undefined }, query: Record<string, unknown>, now: Date) {
  const filters = Object.entries(query).filter(([name]) => name.startsWith("filter_"));
  return {
    website,
    period: parsePeriod({ from: given.from, to: given.to, timezone: website.timezone, now }),
    compare: given.compare,
    filters: parseFilters(Object.fromEntries(filters.map(([name, value]) => [name.slice("filter_".length), filterText(name, value)]))),
  };
}

function filterText(name: string, value: unknown): string | string[] {
  if (typeof value === "string" || (Array.isArray(value) && value.every((entry) => typeof entry === "string"))) return value;
  throw new AppError("bad_request", `${name} must be text`);
}

export function readPaymentsQuery(website: WebsiteRecord, query: z.output<typeof paymentsQuery>, now: Date): PaymentQuery {
  const { from, to, status, linked, limit, cursor } = query;
  const bounded = from !== undefined || to !== undefined;
  return {
    websiteId: website._id,
    period: bounded ? parsePeriod({ from, to, timezone: website.timezone, now }) : null,
    status,
    linked: linked === undefined ? undefined : linked === "true",
    limit,
    cursor,
  };
}
