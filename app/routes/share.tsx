import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { ChartKeys, RevenueChart } from "../components/charts/revenue-chart.tsx";
import { Page } from "../components/layout/page.tsx";
import { Wordmark } from "../components/layout/wordmark.tsx";
import { BreakdownPanel } from "../components/reports/breakdown-panel.tsx";
import { FilterBar } from "../components/reports/filter-bar.tsx";
import { listFigures } from "../components/reports/list-figures.ts";
import { OverviewFigures } from "../components/reports/overview-figures.tsx";
import { chosenTab, PANELS } from "../components/reports/overview-panels.ts";
import { PeriodPicker, readCompare } from "../components/reports/period-picker.tsx";
import { LinkTabs } from "../components/ui/link-tabs.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { readModel, readWindow } from "../report-state/attribution-models.ts";
import { nameValue } from "../report-state/dimensions.ts";
import { filtersForProcedure, readFilters, withParams } from "../report-state/filters.ts";
import { readPeriod } from "../report-state/read-period.ts";
import { load } from "../trpc-errors.ts";

const ROWS = 9;

/** The public dashboard: the overview's figures for whoever has the address, and nothing that leads further. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams;
  const publicId = params["publicId"] ?? "";
  return load(request, async () => {
    const { share } = context.trpc;
    const website = await share.website({ publicId });
    const period = readPeriod(query, website.timezone, new Date());
    const compare = readCompare(query);
    const filters = readFilters(query);
    const [model, window] = [readModel(query), readWindow(query)];
    const ask = { publicId, from: period.from, to: period.to, filters: filtersForProcedure(filters) };
    const [overview, series, ...panels] = await Promise.all([
      share.overview({ ...ask, ...(compare === "none" ? {} : { compare }) }),
      share.timeseries({ ...ask, interval: period.interval, metrics: ["visitors", "grossMinor", "netMinor", "newMinor", "renewalMinor", "refundedMinor", "payments"] }),
      ...PANELS.map(async (panel) => {
        const dimension = chosenTab(query, panel);
        const { rows, other, unattributed } = await share.breakdown({ ...ask, dimension, model, window, limit: ROWS });
        return { id: panel.id, dimension, rows: rows.map((row) => ({ ...row, name: nameValue(dimension, row.value) })), more: other?.count ?? 0, unattributed };
      }),
    ]);
    const named = filters.map((filter) => ({ ...filter, name: filter.operator === "contains" ? filter.value : nameValue(filter.dimension, filter.value) }));
    return { website, period, compare, filters: named, overview, points: series.points, panels };
  });
}

export const meta = ({ data }: { data?: { website: { name: string } } }) => [{ title: `${data?.website.name ?? "Public dashboard"} · PostMetric` }, { name: "robots", content: "noindex" }];

export default function Share() {
  const { website, period, compare, filters, overview, points, panels } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const { currency, currencyExponent: exponent, timezone } = website;
  const series = points.map((point) => ({ start: point.start, visitors: point.visitors ?? 0, newMinor: point.newMinor ?? 0, renewalMinor: point.renewalMinor ?? 0, refundedMinor: point.refundedMinor ?? 0, netMinor: point.netMinor ?? 0 }));
  return (
    <main className="px-4 py-6 md:px-8">
      <Page title={website.name} lead={`${website.domain}. A public dashboard, to look at only.`} actions={<PeriodPicker period={period} compare={compare} />}>
        <FilterBar filters={filters} />
        <OverviewFigures figures={listFigures({ overview, before: overview.comparison ?? null, points, currency, exponent })} />
        <Panel head={<ChartKeys />} aside={period.intervals.length > 1 ? <LinkTabs label="Interval" items={period.intervals.map((interval) => ({ id: interval, label: interval.charAt(0).toUpperCase() + interval.slice(1), to: withParams(query, { interval }), current: interval === period.interval }))} /> : null}>
          <RevenueChart points={series} currency={currency} exponent={exponent} timezone={timezone} interval={period.interval} />
        </Panel>
        <div className="grid gap-5 lg:grid-cols-2">
          {panels.map((report) => (
            <BreakdownPanel key={report.id} report={report} currency={currency} exponent={exponent} />
          ))}
        </div>
        <footer className="text-soft">
          Made with <Wordmark />
        </footer>
      </Page>
    </main>
  );
}
