import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { RefreshCw } from "lucide-react";
import { Page } from "../components/layout/page.tsx";
import { ExportLink } from "../components/reports/export-link.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { ButtonLink } from "../components/ui/button.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Figures } from "../components/ui/figures.tsx";
import { LinkTabs } from "../components/ui/link-tabs.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { Table } from "../components/ui/table.tsx";
import { formatMoney, formatNumber } from "../format/format-figures.ts";
import { pageTitle } from "../page-title.ts";
import { withParams } from "../report-state/filters.ts";
import { load } from "../trpc-errors.ts";
import { timeFormat } from "../format/intl-formats.ts";

const MONTHS = ["6", "12", "24"] as const;

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  const months = MONTHS.find((name) => name === new URL(request.url).searchParams.get("months")) ?? "12";
  return load(request, async () => {
    const [website, report] = await Promise.all([context.trpc.websites.get({ websiteId }), context.trpc.insights.subscriptions({ websiteId, months: Number(months) })]);
    return { website, months, report };
  });
}

export const meta = pageTitle("Subscriptions");

export default function Subscriptions() {
  const { website, months, report } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const { currency, currencyExponent: exponent, timezone } = website;
  const money = (minor: number) => (minor === 0 ? <span className="text-soft">–</span> : formatMoney(minor, currency, exponent));
  const month = (start: string) => timeFormat({ timeZone: timezone, month: "short", year: "numeric" }).format(new Date(start));
  const last = report.points.at(-1);
  const before = report.points.at(-2);
  const most = Math.max(1, ...report.points.map(({ mrrMinor }) => mrrMinor));
  const tabs = MONTHS.map((id) => ({ id, label: `${id} months`, to: withParams(query, { months: id }), current: id === months }));
  return (
    <Page title="Subscriptions" lead="Recurring revenue, what came and what went, by the channel that first won the customer." actions={<LinkTabs label="How long back" items={tabs} />}>
      {report.channels.length === 0 || !last ? (
        <Panel>
          <Empty icon={<RefreshCw size={24} aria-hidden />} title="No subscriptions yet" action={<ButtonLink to={`/w/${website.websiteId}/setup`}>See the events to tick</ButtonLink>}>
            Monthly recurring revenue will be here as soon as Stripe tells of a subscription: tick invoice.paid and customer.subscription.* for your endpoint.
          </Empty>
        </Panel>
      ) : (
        <>
          <Figures
            items={[
              { label: "Recurring a month (MRR)", value: formatMoney(last.mrrMinor, currency, exponent), hint: before ? `${formatMoney(before.mrrMinor, currency, exponent)} at the end of ${month(before.start)}` : undefined },
              { label: "Active subscriptions", value: formatNumber(last.active) },
              { label: "New this month", value: money(last.newMinor) },
              { label: "Churned this month", value: money(last.churnedMinor) },
              { label: "Customers lost this month", value: formatNumber(last.churnedCustomers) },
            ]}
          />
          <Panel flush title="Month by month" lead="Each month at the prices of that month." aside={<ExportLink table="subscriptions" ask={{ months }} />}>
            <Table
              caption="Recurring revenue, month by month"
              rows={[...report.points].reverse()}
              keyOf={({ start }) => start}
              columns={[
                { id: "month", label: "Month", width: "w-28", phone: "title", cell: ({ start }) => month(start) },
                { id: "bar", label: "MRR at its end", phone: "hidden", cell: ({ mrrMinor }) => <span aria-hidden className="block h-3 rounded bg-accent" style={{ width: `${(mrrMinor / most) * 100}%` }} /> },
                { id: "mrr", label: "MRR", right: true, width: "w-32", phone: "corner", cell: ({ mrrMinor }) => <span className="font-medium">{money(mrrMinor)}</span> },
                { id: "new", label: "New", right: true, width: "w-28", cell: ({ newMinor }) => money(newMinor) },
                { id: "churned", label: "Churned", right: true, width: "w-28", cell: ({ churnedMinor }) => (churnedMinor > 0 ? <span className="text-loss">{money(churnedMinor)}</span> : money(0)) },
                { id: "changed", label: "Price changes", right: true, width: "w-28", phone: "hidden", cell: ({ changedMinor }) => (changedMinor < 0 ? <span className="text-loss">{money(changedMinor)}</span> : money(changedMinor)) },
                { id: "active", label: "Active", right: true, width: "w-20", cell: ({ active }) => formatNumber(active) },
                { id: "lost", label: "Customers lost", right: true, width: "w-28", cell: ({ churnedCustomers }) => formatNumber(churnedCustomers) },
              ]}
            />
          </Panel>
          <Panel flush title="By the channel of the first visit" lead={`Now, and over ${months} months`}>
            <Table
              caption="Subscriptions by the channel of the first visit"
              rows={report.channels}
              keyOf={({ channel }) => channel ?? ""}
              columns={[
                { id: "channel", label: "First channel", phone: "title", cell: ({ channel }) => (channel === null ? <span className="text-soft">No visit known</span> : <span className="font-medium">{channel}</span>) },
                { id: "mrr", label: "MRR", right: true, width: "w-28", phone: "corner", cell: ({ mrrMinor }) => money(mrrMinor) },
                { id: "active", label: "Active", right: true, width: "w-20", cell: ({ active }) => formatNumber(active) },
                { id: "new", label: "New", right: true, width: "w-28", cell: ({ newMinor }) => money(newMinor) },
                { id: "churned", label: "Churned", right: true, width: "w-28", cell: ({ churnedMinor }) => money(churnedMinor) },
                { id: "renewals", label: "Renewals", right: true, width: "w-24", cell: ({ renewals }) => formatNumber(renewals) },
                { id: "renewed", label: "Renewed for", right: true, width: "w-32", cell: ({ renewalMinor }) => money(renewalMinor) },
              ]}
            />
          </Panel>
          <p className="text-[13px] text-soft">
            MRR: what the subscriptions that run at the end of a month cost a month, before discounts and tax; a yearly price counts a twelfth, a trial nothing until it ends, an unpaid or paused one not at all. A customer is lost when the last of their subscriptions ended.{" "}
            {report.derived > 0 ? <Badge tone="warn">{report.derived} known by their payments alone: tick customer.subscription.* to know them exactly</Badge> : null}
            {report.otherCurrencies.length > 0 ? ` Subscriptions in ${report.otherCurrencies.join(", ")} are not in these figures.` : ""}
          </p>
        </>
      )}
    </Page>
  );
}
