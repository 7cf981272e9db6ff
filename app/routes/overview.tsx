import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { Sparkles } from "lucide-react";
import { ChartKeys, RevenueChart } from "../components/charts/revenue-chart.tsx";
import { Page } from "../components/layout/page.tsx";
import { AttributionPicker } from "../components/reports/attribution-picker.tsx";
import { BreakdownPanel } from "../components/reports/breakdown-panel.tsx";
import { FilterBar } from "../components/reports/filter-bar.tsx";
import { FilterEditor } from "../components/reports/filter-editor.tsx";
import { LiveVisitors } from "../components/reports/live-visitors.tsx";
import { listFigures } from "../components/reports/list-figures.ts";
import { OverviewFigures } from "../components/reports/overview-figures.tsx";
import { chosenTab, PANELS } from "../components/reports/overview-panels.ts";
import { PeriodPicker, readCompare } from "../components/reports/period-picker.tsx";
import { SavedViews } from "../components/reports/saved-views.tsx";
import { ButtonLink } from "../components/ui/button.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { LinkTabs } from "../components/ui/link-tabs.tsx";
import { Notice } from "../components/ui/notice.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { pageTitle } from "../page-title.ts";
import { MODELS, readModel, readWindow } from "../report-state/attribution-models.ts";
import { nameValue } from "../report-state/dimensions.ts";
import { withParams } from "../report-state/filters.ts";
import { readReportPage } from "../report-state/read-report-page.ts";
import { load } from "../trpc-errors.ts";
import { redirectToFirstSection } from "../website-start.ts";

const ROWS = 9;

export async function loader(args: LoaderFunctionArgs) {
  return load(args.request, async () => {
    const { query, website, period, filters, ask } = await readReportPage(args);
    if (!website.permissions.includes("reports")) throw redirectToFirstSection(website.websiteId, website.permissions);
    const { trpc } = args.context;
    const [compare, model, window] = [readCompare(query), readModel(query), readWindow(query)];
    const against = compare === "none" ? {} : { compare };
    const [overview, series, live, ...panels] = await Promise.all([
      trpc.reports.overview({ ...ask, ...against }),
      trpc.reports.timeseries({ ...ask, interval: period.interval, metrics: ["visitors", "grossMinor", "netMinor", "newMinor", "renewalMinor", "refundedMinor", "payments"] }),
      trpc.reports.live(ask),
      ...PANELS.map(async (panel) => {
        const dimension = chosenTab(query, panel);
        const { rows, other, unattributed } = await trpc.reports.breakdown({ ...ask, dimension, model, window, limit: ROWS });
        return { id: panel.id, dimension, rows: rows.map((row) => ({ ...row, name: nameValue(dimension, row.value) })), more: other?.count ?? 0, unattributed };
      }),
    ]);
    return { website, period, compare, filters, model, window, ask, overview, points: series.points, live, panels };
  });
}

export const meta = pageTitle("Overview");

export default function Overview() {
  const { website, period, compare, filters, model, window, ask, overview, points, live, panels } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const { currency, currencyExponent: exponent, timezone } = website;
  const series = points.map((point) => ({ start: point.start, visitors: point.visitors ?? 0, newMinor: point.newMinor ?? 0, renewalMinor: point.renewalMinor ?? 0, refundedMinor: point.refundedMinor ?? 0, netMinor: point.netMinor ?? 0 }));
  const nothing = overview.sessions === 0 && overview.payments === 0;
  return (
    <Page
      title="Overview"
      lead={<LiveVisitors visitors={live.visitors} />}
      actions={
        <>
          <FilterEditor />
          <SavedViews />
          <AttributionPicker model={model} window={window} />
          <PeriodPicker period={period} compare={compare} />
        </>
      }
    >
      <FilterBar filters={filters} />
      {nothing ? (
        <Panel>
          <NothingHere filtered={filters.length > 0} query={query} />
        </Panel>
      ) : (
        <>
          <OverviewFigures figures={listFigures({ overview, before: overview.comparison ?? null, points, currency, exponent })} />
          {overview.otherCurrencies.length > 0 || overview.unlinkedPayments > 0 ? (
            <Notice tone="info">
              {overview.otherCurrencies.map(({ currency: other, payments }) => `${payments === 1 ? "1 payment" : `${payments} payments`} in ${other} ${payments === 1 ? "is" : "are"} not in these figures, which are in ${currency}. `).join("")}
              {overview.unlinkedPayments > 0 ? (
                <>
                  {overview.unlinkedPayments === 1 ? "1 payment is" : `${overview.unlinkedPayments} payments are`} linked to no visitor:{" "}
                  <Link to="payments?linked=false" className="font-medium text-accent underline">
                    see why
                  </Link>
                  .
                </>
              ) : null}
            </Notice>
          ) : null}
          <Panel head={<ChartKeys />} aside={period.intervals.length > 1 ? <LinkTabs label="Interval" items={period.intervals.map((interval) => ({ id: interval, label: interval.charAt(0).toUpperCase() + interval.slice(1), to: withParams(query, { interval }), current: interval === period.interval }))} /> : null}>
            <RevenueChart points={series} currency={currency} exponent={exponent} timezone={timezone} interval={period.interval} />
          </Panel>
          <p className="-mb-2 text-[13px] text-soft">
            <span className="font-medium text-ink">{MODELS[model].label}:</span> {MODELS[model].says} Visits of the last {window} {window === 1 ? "day" : "days"} before a payment count.
          </p>
          <div className="grid gap-5 lg:grid-cols-2">
            {panels.map((report) => (
              <BreakdownPanel key={report.id} report={report} ask={{ ...ask, model, window: String(window) }} currency={currency} exponent={exponent} />
            ))}
          </div>
        </>
      )}
    </Page>
  );
}

/** Why there is nothing to see, and the way on: empty axes would tell neither. */
function NothingHere({ filtered, query }: { filtered: boolean; query: URLSearchParams }) {
  const wider = (
    <ButtonLink quiet to={withParams(query, { period: "12mo", from: null, to: null })}>
      Look at 12 months
    </ButtonLink>
  );
  if (filtered) {
    return (
      <Empty icon={<Sparkles size={24} aria-hidden />} title="No visit and no payment of this period is like that" action={wider}>
        Take a filter away, or look at a longer time.
      </Empty>
    );
  }
  return (
    <Empty
      icon={<Sparkles size={24} aria-hidden />}
      title="Nothing has come in for this period"
      action={
        <span className="flex flex-wrap justify-center gap-2">
          <ButtonLink to="setup">Go on with the setup</ButtonLink>
          {wider}
        </span>
      }
    >
      Visitors, and the revenue that each channel, campaign and page brought, will be here as soon as the script is on your site.
    </Empty>
  );
}
