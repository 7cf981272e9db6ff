import type { LoaderFunctionArgs } from "@remix-run/node";
import { isDimension, nameValue } from "../report-state/dimensions.ts";
import { filtersForProcedure, readFilters } from "../report-state/filters.ts";
import { readPeriod } from "../report-state/read-period.ts";
import { load } from "../trpc-errors.ts";

const MOST = 200;

/** Values of a dimension in a period, for the filter editor's suggestions. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams;
  const websiteId = params["websiteId"] ?? "";
  const asked = query.get("dimension") ?? "";
  const dimension = isDimension(asked) ? asked : "source";
  return load(request, async () => {
    const website = await context.trpc.websites.get({ websiteId });
    const { from, to } = readPeriod(query, website.timezone, new Date());
    const { rows } = await context.trpc.reports.breakdown({ websiteId, from, to, filters: filtersForProcedure(readFilters(query)), dimension, limit: MOST });
    return { dimension, values: rows.flatMap(({ value }) => (value ? [{ value, name: nameValue(dimension, value) }] : [])) };
  });
}
