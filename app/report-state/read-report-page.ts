import type { LoaderFunctionArgs } from "@remix-run/node";
import { redirectToAddedFilter } from "./add-filter.ts";
import { nameValue } from "./dimensions.ts";
import { filtersForProcedure, readFilters } from "./filters.ts";
import { readPeriod } from "./read-period.ts";

/** What the pages of reports have in common, from the address: the website, its period, its filters with their names, and how procedures are asked. */
export async function readReportPage({ context, request, params }: LoaderFunctionArgs) {
  redirectToAddedFilter(request);
  const query = new URL(request.url).searchParams;
  const website = await context.trpc.websites.get({ websiteId: params["websiteId"] ?? "" });
  const period = readPeriod(query, website.timezone, new Date());
  const filters = readFilters(query);
  return {
    query,
    website,
    period,
    filters: filters.map((filter) => ({ ...filter, name: filter.operator === "contains" ? filter.value : nameValue(filter.dimension, filter.value) })),
    ask: { websiteId: website.websiteId, from: period.from, to: period.to, filters: filtersForProcedure(filters) },
  };
}
