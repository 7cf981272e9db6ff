import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { Target } from "lucide-react";
import { Page } from "../components/layout/page.tsx";
import { ExportLink } from "../components/reports/export-link.tsx";
import { FilterBar } from "../components/reports/filter-bar.tsx";
import { GoalShares } from "../components/reports/goal-shares.tsx";
import { ReportActions } from "../components/reports/report-actions.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { ButtonLink } from "../components/ui/button.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { ROW_LINK, Table } from "../components/ui/table.tsx";
import { formatMoney, formatNumber, formatPercent } from "../format/format-figures.ts";
import { pageTitle } from "../page-title.ts";
import { DIMENSIONS, nameValue } from "../report-state/dimensions.ts";
import { withParams } from "../report-state/filters.ts";
import { readReportPage } from "../report-state/read-report-page.ts";
import { load } from "../trpc-errors.ts";

const BY = ["channel", "source", "campaign", "landing_page", "country", "device"] as const;
/** Sent by the script itself. */
const AUTOMATIC = new Set(["scroll", "outbound_link", "file_download"]);

export async function loader(args: LoaderFunctionArgs) {
  return load(args.request, async () => {
    const { query, website, period, filters, ask } = await readReportPage(args);
    const goal = query.get("goal");
    const dimension = BY.find((name) => name === query.get("by")) ?? "channel";
    const [report, shares] = await Promise.all([args.context.trpc.insights.goals(ask), goal ? args.context.trpc.insights.goalBreakdown({ ...ask, goal: goal.slice(0, 64), dimension }) : null]);
    return { website, period, filters, ask, goal, dimension, report, shares: shares && { more: shares.more, rows: shares.rows.map((row) => ({ ...row, name: nameValue(dimension, row.value) })) } };
  });
}

export const meta = pageTitle("Goals");

export default function Goals() {
  const { website, period, filters, ask, goal, dimension, report, shares } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const money = (minor: number) => (minor === 0 ? <span className="text-soft">–</span> : formatMoney(minor, website.currency, website.currencyExponent));
  const tabs = BY.map((name) => ({ id: name, label: DIMENSIONS[name].label, to: withParams(query, { by: name }), current: name === dimension }));
  return (
    <Page title="Goals" lead="What visitors did that matters to you, and the revenue of those who did it." actions={<ReportActions period={period} />}>
      <FilterBar filters={filters} />
      <Panel flush title={`${formatNumber(report.visitors)} ${report.visitors === 1 ? "visitor" : "visitors"}`} aside={report.goals.length > 0 ? <ExportLink table="goals" ask={ask} /> : null}>
        {report.goals.length === 0 ? (
          <Empty icon={<Target size={24} aria-hidden />} title="No goals in this period" action={<ButtonLink to={`/w/${website.websiteId}/setup`}>See how to send a goal</ButtonLink>}>
            Sign-ups, trials, carts: each goal will be here with its conversion and revenue. Send one with <code className="rounded bg-sunken px-1">postmetric(&quot;signup&quot;)</code>, or put <code className="rounded bg-sunken px-1">data-postmetric-goal=&quot;signup&quot;</code> on a button.
          </Empty>
        ) : (
          <Table
            caption="Goals"
            rows={report.goals}
            keyOf={({ name }) => name}
            columns={[
              {
                id: "name",
                label: "Goal",
                phone: "title",
                cell: ({ name }) => (
                  <span className="flex items-center gap-2">
                    <Link to={withParams(query, { goal: name })} preventScrollReset aria-current={name === goal ? "true" : undefined} className={`truncate ${ROW_LINK} ${name === goal ? "text-accent" : ""}`}>
                      {name}
                    </Link>
                    {AUTOMATIC.has(name) ? <Badge tone="soft">automatic</Badge> : null}
                  </span>
                ),
              },
              { id: "conversion", label: "Conversion", right: true, width: "w-24", phone: "corner", cell: ({ conversionRate }) => <span className="font-medium">{formatPercent(conversionRate)}</span> },
              { id: "visitors", label: "Visitors", right: true, width: "w-24", cell: ({ visitors }) => formatNumber(visitors) },
              { id: "count", label: "Times", right: true, width: "w-24", cell: ({ count }) => formatNumber(count) },
              { id: "value", label: "Value", right: true, width: "w-24", cell: ({ value }) => (value === 0 ? <span className="text-soft">–</span> : formatNumber(value)) },
              { id: "payments", label: "Payments", right: true, width: "w-24", phone: "hidden", cell: ({ payments }) => formatNumber(payments) },
              { id: "session", label: "Same visit", right: true, width: "w-28", cell: ({ netMinor }) => money(netMinor) },
              { id: "visitor", label: "Same visitor", right: true, width: "w-28", cell: ({ visitorNetMinor }) => money(visitorNetMinor) },
            ]}
          />
        )}
      </Panel>
      <p className="text-[13px] text-soft">Conversion: visitors who did it, of all visitors. Same visit: net revenue of payments linked to a visit that did it; same visitor: of all the period’s payments of visitors who did it. Value: the sum of what was sent with it.</p>
      {goal && shares ? <GoalShares goal={goal} label={DIMENSIONS[dimension].label} tabs={tabs} rows={shares.rows} more={shares.more} exportAsk={{ ...ask, goal, dimension }} /> : null}
    </Page>
  );
}
