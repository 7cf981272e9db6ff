import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { Search } from "lucide-react";
import { useState } from "react";
import { Page } from "../components/layout/page.tsx";
import { AttributionPicker } from "../components/reports/attribution-picker.tsx";
import { ExportLink } from "../components/reports/export-link.tsx";
import { FilterBar } from "../components/reports/filter-bar.tsx";
import { FilterEditor } from "../components/reports/filter-editor.tsx";
import { KeepQuery } from "../components/reports/keep-query.tsx";
import { PeriodPicker } from "../components/reports/period-picker.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Field } from "../components/ui/field.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { ROW_LINK, Table } from "../components/ui/table.tsx";
import { formatMoney, formatNumber, formatPercent } from "../format/format-figures.ts";
import { readModel, readWindow } from "../report-state/attribution-models.ts";
import { DIMENSIONS, isDimension, nameValue } from "../report-state/dimensions.ts";
import { withFilter } from "../report-state/filters.ts";
import { readReportPage } from "../report-state/read-report-page.ts";
import { load } from "../trpc-errors.ts";

const MOST = 1_000;

export async function loader(args: LoaderFunctionArgs) {
  const dimension = args.params["dimension"] ?? "";
  if (!isDimension(dimension)) throw new Response(`There is no list by “${dimension}”.`, { status: 404 });
  return load(args.request, async () => {
    const { query, website, period, filters, ask } = await readReportPage(args);
    const [model, window] = [readModel(query), readWindow(query)];
    const report = await args.context.trpc.reports.breakdown({ ...ask, dimension, model, window, limit: MOST });
    return { website, period, model, window, ask, dimension, filters, rows: report.rows.map((row) => ({ ...row, name: nameValue(dimension, row.value) })), other: report.other, unattributed: report.unattributed };
  });
}

export const meta = () => [{ title: "Full list · PostMetric" }];

/** The whole list of a panel, to search in. */
export default function Breakdown() {
  const { website, period, model, window, ask, dimension, filters, rows, other, unattributed } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const [search, setSearch] = useState(query.get("search") ?? "");
  const { label, plural } = DIMENSIONS[dimension];
  const money = (minor: number) => formatMoney(minor, website.currency, website.currencyExponent);
  const words = search.toLowerCase().trim();
  const found = rows.filter(({ name }) => name.toLowerCase().includes(words));
  const back = new URLSearchParams(query);
  back.delete("search");
  return (
    <Page
      title={plural}
      lead={
        <Link to={`/w/${website.websiteId}?${back.toString()}`} className="hover:underline">
          ← Overview
        </Link>
      }
      actions={
        <>
          <FilterEditor />
          <AttributionPicker model={model} window={window} />
          <PeriodPicker period={period} />
          <ExportLink table="breakdown" ask={{ ...ask, dimension, model, window: String(window) }} />
        </>
      }
    >
      <FilterBar filters={filters} />
      <Form method="get" role="search" className="relative max-w-sm">
        <KeepQuery without={["search"]} />
        <Search size={16} aria-hidden className="absolute top-2.5 left-3 text-soft" />
        <Field hideLabel label={`Search ${plural.toLowerCase()}`} name="search" type="search" placeholder={`Search ${rows.length} ${plural.toLowerCase()}`} value={search} onChange={(event) => setSearch(event.target.value)} className="pl-9" />
      </Form>
      <Panel flush>
        {found.length === 0 ? (
          <Empty title="Nothing here">{words ? `None of the ${rows.length} has “${search}” in it.` : "Choose a longer period, or take filters away."}</Empty>
        ) : (
          <Table
            caption={plural}
            rows={found}
            keyOf={({ value }) => value ?? ""}
            columns={[
              {
                id: "name",
                label,
                phone: "title",
                cell: ({ value, name }) => (
                  <Link to={`/w/${website.websiteId}${withFilter(back, dimension, "is", value ?? "")}`} title={`Show ${name} only`} className={`block truncate ${ROW_LINK}`}>
                    {name}
                  </Link>
                ),
              },
              { id: "visitors", label: "Visitors", width: "w-24", right: true, cell: ({ visitors }) => formatNumber(visitors) },
              { id: "sessions", label: "Sessions", width: "w-24", right: true, phone: "hidden", cell: ({ sessions }) => formatNumber(sessions) },
              { id: "payments", label: "Payments", width: "w-24", right: true, cell: ({ payments }) => formatNumber(payments) },
              { id: "conversion", label: "Conversion", width: "w-24", right: true, cell: ({ conversionRate }) => formatPercent(conversionRate) },
              { id: "order", label: "Average order", width: "w-28", right: true, phone: "hidden", cell: ({ averageOrderValueMinor }) => money(averageOrderValueMinor) },
              { id: "per", label: "Per visitor", width: "w-24", right: true, cell: ({ revenuePerVisitorMinor }) => money(revenuePerVisitorMinor) },
              { id: "refunded", label: "Refunded", width: "w-28", right: true, phone: "hidden", cell: ({ refundedMinor }) => (refundedMinor > 0 ? <span className="text-loss">{money(refundedMinor)}</span> : <span className="text-soft">–</span>) },
              { id: "net", label: "Revenue", width: "w-28", right: true, phone: "corner", cell: ({ netMinor }) => <span className="font-medium">{money(netMinor)}</span> },
            ]}
          />
        )}
      </Panel>
      <p className="text-[13px] text-soft">
        {other ? `${formatNumber(other.count)} more, which brought ${money(other.netMinor)} together. ` : ""}
        {unattributed.payments > 0 ? `${money(unattributed.netMinor)} of ${formatNumber(unattributed.payments)} payments is not credited: no visitor is known, or every visit lies before the window.` : ""}
      </p>
    </Page>
  );
}
