import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { Repeat } from "lucide-react";
import { CohortTable } from "../components/charts/cohort-table.tsx";
import { Page } from "../components/layout/page.tsx";
import { CustomerValue } from "../components/reports/customer-value.tsx";
import { ExportLink } from "../components/reports/export-link.tsx";
import { FilterBar } from "../components/reports/filter-bar.tsx";
import { ReportActions } from "../components/reports/report-actions.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { LinkTabs } from "../components/ui/link-tabs.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { formatMoney, formatNumber, formatPercent } from "../format/format-figures.ts";
import { pageTitle } from "../page-title.ts";
import { withParams } from "../report-state/filters.ts";
import { readReportPage } from "../report-state/read-report-page.ts";
import { load } from "../trpc-errors.ts";
import { timeFormat } from "../format/intl-formats.ts";

const SHOWN = { visitors: "Visitors who came again", revenue: "Payback", customers: "Customers" } as const;
type Shown = keyof typeof SHOWN;

export async function loader(args: LoaderFunctionArgs) {
  return load(args.request, async () => {
    const { insights } = args.context.trpc;
    const { query, website, filters, ask } = await readReportPage(args);
    const shown: Shown = Object.hasOwn(SHOWN, query.get("show") ?? "") ? (query.get("show") as Shown) : "visitors";
    const unit = query.get("unit") === "month" ? ("month" as const) : ("week" as const);
    const own = { websiteId: ask.websiteId, filters: ask.filters };
    const [retention, customers] = await Promise.all([shown === "visitors" ? insights.retention({ ...own, unit, count: 12 }) : null, shown === "visitors" ? null : insights.customers({ ...own, months: 12 })]);
    return {
      website,
      filters,
      ask: { filters: ask.filters },
      shown,
      unit,
      retention: retention && { cohorts: withoutEmptyBeginning(retention.cohorts, ({ visitors }) => visitors > 0) },
      customers: customers && { ...customers, cohorts: withoutEmptyBeginning(customers.cohorts, ({ customers: count, costMinor }) => count > 0 || costMinor > 0) },
    };
  });
}

/** Cohorts from the first that holds anything on; all of them when none does. */
function withoutEmptyBeginning<Cohort>(cohorts: Cohort[], holds: (cohort: Cohort) => boolean): Cohort[] {
  return cohorts.slice(Math.max(0, cohorts.findIndex(holds)));
}

export const meta = pageTitle("Retention");

export default function Retention() {
  const { website, filters, ask, shown, unit, retention, customers } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const { currency, currencyExponent: exponent, timezone } = website;
  const name = (start: string) => timeFormat({ timeZone: timezone, month: "short", ...(unit === "week" && shown === "visitors" ? { day: "numeric" } : { year: "numeric" }) }).format(new Date(start));
  const tabs = (Object.keys(SHOWN) as Shown[]).map((id) => ({ id, label: SHOWN[id], to: withParams(query, { show: id === "visitors" ? null : id }), current: id === shown }));
  return (
    <Page title="Retention" lead="Who comes back, how fast marketing pays for itself, and what customers are worth." actions={<ReportActions />}>
      <LinkTabs label="What to show" items={tabs} />
      <FilterBar filters={filters} />
      {retention ? (
        <Panel
          flush
          title="Came again, by the time of the first visit"
          aside={
            <span className="flex flex-wrap items-center gap-2">
              <LinkTabs label="Cohorts by" items={(["week", "month"] as const).map((id) => ({ id, label: id === "week" ? "Weeks" : "Months", to: withParams(query, { unit: id === "week" ? null : id }), current: id === unit }))} />
              <ExportLink table="retention" ask={{ ...ask, unit }} />
            </span>
          }
        >
          {retention.cohorts.every(({ visitors }) => visitors === 0) ? (
            <Empty icon={<Repeat size={24} aria-hidden />} title="No first visits yet">
              Each row will be the visitors who came first in one {unit}; along it, how many of them came again {unit} by {unit}. {filters.length > 0 ? "Take a filter away to see more." : "It fills as visits come in."}
            </Empty>
          ) : (
            <CohortTable
              caption={`Visitors who came again, by the ${unit} of their first visit`}
              head={["First visit", "Visitors"]}
              columns={retention.cohorts.map((_, index) => `${index}`)}
              unit={unit}
              rows={retention.cohorts.map(({ start, visitors, returned }) => ({ id: start, name: name(start), size: formatNumber(visitors), cells: returned.map((count) => ({ share: visitors === 0 ? null : count / visitors, text: visitors === 0 ? "" : formatPercent(count / visitors), title: `${formatNumber(count)} of ${formatNumber(visitors)}` })) }))}
            />
          )}
        </Panel>
      ) : null}
      {customers && shown === "revenue" ? (
        <>
          <Panel flush title="Revenue so far, by the month of the first touch" aside={<ExportLink table="payback" ask={ask} />}>
            {customers.cohorts.every(({ customers: count }) => count === 0) ? (
              <Empty icon={<Repeat size={24} aria-hidden />} title="No linked payments yet">
                Each row will be the customers whose first visit was in one month; along it, what they have paid up to each month after, and when that covered what the month’s marketing cost.
              </Empty>
            ) : (
              <CohortTable
                caption="Revenue of customers up to each month after their first touch"
                head={["First touch", "Customers", "Spent"]}
                columns={customers.cohorts.map((_, index) => `${index}`)}
                unit="month"
                rows={customers.cohorts.map((cohort) => {
                  let sum = 0;
                  const sums = cohort.netMinor.map((minor) => (sum += minor));
                  const most = Math.max(1, ...sums);
                  return {
                    id: cohort.start,
                    name: name(cohort.start),
                    size: formatNumber(cohort.customers),
                    more: cohort.costMinor > 0 ? formatMoney(cohort.costMinor, currency, exponent, true) : "–",
                    cells: sums.map((minor) => ({ share: cohort.customers === 0 ? null : minor / most, text: cohort.customers === 0 ? "" : formatMoney(minor, currency, exponent, "tick"), title: cohort.costMinor > 0 ? `${formatNumber(minor / cohort.costMinor)}× of what was spent` : undefined, strong: cohort.costMinor > 0 && minor >= cohort.costMinor })),
                  };
                })}
              />
            )}
          </Panel>
          <p className="text-[13px] text-soft">Net revenue in {currency}, added up along the row. Bold: the customers of that month have paid back what marketing cost in it (see Costs).</p>
        </>
      ) : null}
      {customers && shown === "customers" ? <CustomerValue report={customers} currency={currency} exponent={exponent} exportAsk={ask} /> : null}
    </Page>
  );
}
