import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { BreakdownTable } from "../components/charts/breakdown-table.tsx";
import { RevenueChart } from "../components/charts/revenue-chart.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { formatDuration, formatMoney, formatNumber, formatPercent } from "../format/format-figures.ts";
import { load } from "../trpc-errors.ts";

const PERIODS = { today: 1, "7d": 7, "30d": 30, "90d": 90 } as const;
const MODELS = {
  last_touch: ["Last touch", "All credit goes to the visit that the payment is linked to."],
  first_touch: ["First touch", "All credit goes to the first visit of the customer in the year before."],
  linear: ["Linear", "Every visit before the payment gets the same share."],
  position_based: ["Position based", "40 % to the first visit, 40 % to the last, the rest to those between."],
  time_decay: ["Time decay", "The nearer a visit to the payment, the more: a week earlier counts half."],
} as const;
const PANELS = [
  { id: "a", tabs: { channel: "Channel", source: "Source", campaign: "Campaign", keyword: "Keyword" } },
  { id: "b", tabs: { landing_page: "Landing page", page: "Page", referrer: "Referrer" } },
  { id: "c", tabs: { country: "Country" } },
  { id: "d", tabs: { device: "Device", browser: "Browser", os: "System" } },
] as const;

type Model = keyof typeof MODELS;

function dayIn(timezone: string, daysBack: number): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: timezone }).format(new Date(Date.now() - daysBack * 86_400_000));
}

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams;
  const websiteId = params["websiteId"] ?? "";
  return load(request, async () => {
    const { trpc } = context;
    const website = await trpc.websites.get({ websiteId });
    const name = (query.get("period") ?? "30d") as keyof typeof PERIODS;
    const days = PERIODS[name] ?? 30;
    const from = query.get("from") ?? dayIn(website.timezone, days - 1);
    const to = query.get("to") ?? dayIn(website.timezone, 0);
    const filters = Object.fromEntries([...query].filter(([key]) => key.startsWith("filter_")).map(([key, value]) => [key.slice(7), value]));
    const model: Model = Object.hasOwn(MODELS, query.get("model") ?? "") ? (query.get("model") as Model) : "last_touch";
    const ask = { websiteId, from, to, filters };
    const before = { ...ask, from: dayIn(website.timezone, 2 * days - 1), to: dayIn(website.timezone, days) };
    const custom = query.has("from") || query.has("to");
    const [overview, previous, series, live, ...panels] = await Promise.all([
      trpc.reports.overview(ask),
      custom ? null : trpc.reports.overview(before),
      trpc.reports.timeseries({ ...ask, interval: days === 1 && !custom ? "hour" : "day", metrics: ["visitors", "netMinor", "newMinor", "renewalMinor", "refundedMinor"] }),
      trpc.reports.live({ websiteId }),
      ...PANELS.map(({ id, tabs }) => {
        const names = Object.keys(tabs);
        const chosen = query.get(`tab_${id}`);
        const dimension = (chosen && names.includes(chosen) ? chosen : id === "a" ? "campaign" : names[0]) as "channel";
        return trpc.reports.breakdown({ ...ask, dimension, model, limit: 10 });
      }),
    ]);
    return { website, name, filters, model, overview, previous, series, live, panels };
  });
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.website.name ?? "Overview"} · PostMetric` }];

export default function Overview() {
  const { website, name, filters, model, overview, previous, series, live, panels } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const { currency, currencyExponent: exponent } = website;
  const money = (minor: number) => formatMoney(minor, currency, exponent, true);
  const withParam = (changes: Record<string, string | null>) => {
    const next = new URLSearchParams(query);
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) next.delete(key);
      else next.set(key, value);
    }
    return `?${next.toString()}`;
  };
  const nothing = overview.sessions === 0 && overview.payments === 0 && Object.keys(filters).length === 0;
  const figures = [
    { label: "Visitors", value: formatNumber(overview.visitors), now: overview.visitors, then: previous?.visitors },
    { label: "Revenue", value: money(overview.revenue.netMinor), now: overview.revenue.netMinor, then: previous?.revenue.netMinor, title: "Net: refunds and lost disputes taken off" },
    { label: "Conversion", value: formatPercent(overview.conversionRate), now: overview.conversionRate, then: previous?.conversionRate, title: "Paying visitors of all visitors" },
    { label: "Per visitor", value: formatMoney(overview.revenuePerVisitorMinor, currency, exponent), now: overview.revenuePerVisitorMinor, then: previous?.revenuePerVisitorMinor },
    { label: "Average order", value: money(overview.averageOrderValueMinor), now: overview.averageOrderValueMinor, then: previous?.averageOrderValueMinor },
    { label: "Refunded", value: money(overview.revenue.refundedMinor), now: overview.revenue.refundedMinor, then: previous?.revenue.refundedMinor, less: true },
    { label: "Bounce rate", value: formatPercent(overview.bounceRate), now: overview.bounceRate, then: previous?.bounceRate, less: true },
    { label: "Session time", value: formatDuration(overview.averageSessionSeconds), now: overview.averageSessionSeconds, then: previous?.averageSessionSeconds },
  ];
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-5">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <div>
          <h1 className="text-xl font-semibold">{website.name}</h1>
          <p className="text-soft">
            {live.visitors === 0 ? "Nobody is on the site right now" : `${live.visitors} on the site right now`}
          </p>
        </div>
        <nav aria-label="Period" className="flex rounded border border-line bg-panel p-0.5">
          {Object.keys(PERIODS).map((period) => (
            <Link key={period} to={withParam({ period, from: null, to: null })} aria-current={period === name ? "true" : undefined} className={`rounded-md px-3 py-1 ${period === name ? "bg-tint font-medium text-accent" : "text-soft hover:text-ink"}`}>
              {period === "today" ? "Today" : period}
            </Link>
          ))}
        </nav>
      </header>
      {Object.keys(filters).length > 0 ? (
        <ul aria-label="Filters" className="flex flex-wrap gap-2">
          {Object.entries(filters).map(([dimension, value]) => (
            <li key={dimension}>
              <Link to={withParam({ [`filter_${dimension}`]: null })} className="rounded bg-tint px-3 py-1 text-accent" title="Take this filter away">
                {dimension.replace("_", " ")}: {value || "none"} ×
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
      {nothing ? (
        <Panel>
          <Empty title="Nothing has come in for this period">
            Visitors, and the revenue that each campaign brought, will be here. <Link to="setup" className="font-medium text-accent underline">Go on with the setup</Link>, or choose a longer period.
          </Empty>
        </Panel>
      ) : null}
      <dl className="grid grid-cols-2 overflow-hidden rounded border border-line bg-line gap-px sm:grid-cols-4">
        {figures.map(({ label, value, now, then, title, less }) => (
          <div key={label} className="bg-panel px-4 py-3" title={title}>
            <dt className="text-xs text-soft">{label}</dt>
            <dd className="mt-1 flex flex-wrap items-baseline gap-x-2">
              <span className="text-xl font-semibold">{value}</span>
              <Change now={now} then={then} less={less ?? false} />
            </dd>
          </div>
        ))}
      </dl>
      {overview.otherCurrencies.length > 0 || overview.unlinkedPayments > 0 ? (
        <p className="text-soft">
          {overview.otherCurrencies.map(({ currency: other, payments }) => `${payments} payments in ${other} are not in these figures. `).join("")}
          {overview.unlinkedPayments > 0 ? (
            <Link to="payments?linked=false" className="underline">
              {overview.unlinkedPayments} payments are not linked to a visitor
            </Link>
          ) : null}
        </p>
      ) : null}
      <Panel>
        <RevenueChart points={series.points} currency={currency} exponent={exponent} timezone={website.timezone} />
      </Panel>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="text-soft">Credit by</span>
        <nav aria-label="Attribution model" className="flex flex-wrap gap-1">
          {(Object.keys(MODELS) as Model[]).map((key) => (
            <Link key={key} to={withParam({ model: key })} preventScrollReset aria-current={key === model ? "true" : undefined} className={`rounded px-2.5 py-1 ${key === model ? "bg-tint font-medium text-accent" : "text-soft hover:text-ink"}`}>
              {MODELS[key][0]}
            </Link>
          ))}
        </nav>
        <span className="text-soft">{MODELS[model][1]}</span>
      </div>
      <div className="grid gap-5 lg:grid-cols-2">
        {PANELS.map(({ id, tabs }, index) => {
          const report = panels[index];
          if (!report) return null;
          return (
            <Panel
              key={id}
              title={
                <span className="flex flex-wrap gap-1">
                  {Object.entries(tabs).map(([dimension, label]) => (
                    <Link key={dimension} to={withParam({ [`tab_${id}`]: dimension })} preventScrollReset aria-current={dimension === report.dimension ? "true" : undefined} className={`rounded px-2 py-1 text-sm ${dimension === report.dimension ? "bg-tint text-accent" : "font-normal text-soft hover:text-ink"}`}>
                      {label}
                    </Link>
                  ))}
                </span>
              }
            >
              {report.rows.length === 0 && report.unattributed.netMinor === 0 ? (
                <p className="py-6 text-center text-soft">Nothing here yet.</p>
              ) : (
                <BreakdownTable
                  rows={report.rows}
                  unattributedMinor={report.unattributed.netMinor}
                  currency={currency}
                  exponent={exponent}
                  nameOf={(value) => value ?? (report.dimension === "referrer" || report.dimension === "source" ? "Direct / none" : "None")}
                  linkTo={(value) => withParam({ [`filter_${report.dimension}`]: value ?? "" })}
                />
              )}
            </Panel>
          );
        })}
      </div>
    </div>
  );
}

function Change({ now, then, less }: { now: number; then: number | undefined; less: boolean }) {
  if (then === undefined || then === 0 || now === then) return null;
  const change = (now - then) / Math.abs(then);
  const good = less ? change < 0 : change > 0;
  return (
    <span className={`text-xs ${good ? "text-gain" : "text-loss"}`} title="Against the period before">
      {change > 0 ? "↑" : "↓"} {formatPercent(Math.min(9.99, Math.abs(change)))}
    </span>
  );
}
