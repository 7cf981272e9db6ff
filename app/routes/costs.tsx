import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation, useSearchParams } from "@remix-run/react";
import { HandCoins, Trash2 } from "lucide-react";
import { Page } from "../components/layout/page.tsx";
import { AttributionPicker } from "../components/reports/attribution-picker.tsx";
import { CostForms } from "../components/reports/cost-forms.tsx";
import { ExportLink } from "../components/reports/export-link.tsx";
import { PeriodPicker } from "../components/reports/period-picker.tsx";
import { ReturnTable } from "../components/reports/return-table.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Figures } from "../components/ui/figures.tsx";
import { LinkTabs } from "../components/ui/link-tabs.tsx";
import { Alert, Notice } from "../components/ui/notice.tsx";
import { Pagination } from "../components/ui/pagination.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { Table } from "../components/ui/table.tsx";
import { useToastOf } from "../components/ui/toast.tsx";
import { formatMoney, formatNumber } from "../format/format-figures.ts";
import { pageTitle } from "../page-title.ts";
import { MODELS, readModel, readWindow } from "../report-state/attribution-models.ts";
import { DIMENSIONS, nameValue } from "../report-state/dimensions.ts";
import { withParams } from "../report-state/filters.ts";
import { nameDays } from "../report-state/read-period.ts";
import { readReportPage } from "../report-state/read-report-page.ts";
import { attempt, load } from "../trpc-errors.ts";

const BY = ["channel", "source", "campaign"] as const;
const MAX_UPLOAD_BYTES = 2_200_000;

export async function loader(args: LoaderFunctionArgs) {
  return load(args.request, async () => {
    const { trpc } = args.context;
    const { query, website, period, ask } = await readReportPage(args);
    const [model, window] = [readModel(query), readWindow(query)];
    const dimension = BY.find((name) => name === query.get("by")) ?? "campaign";
    const [returns, list] = await Promise.all([trpc.costs.returns({ ...ask, filters: {}, dimension, model, window }), trpc.costs.list({ websiteId: website.websiteId, limit: 25, cursor: query.get("cursor") ?? undefined })]);
    return { website, period, model, window, dimension, list, mayChange: website.permissions.includes("settings"), returns: { ...returns, rows: returns.rows.map((row) => ({ ...row, name: nameValue(dimension, row.value) })) } };
  });
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!(length <= MAX_UPLOAD_BYTES)) return { message: "The file has more than 2 MB; nothing was recorded. Split it and upload the parts." };
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  const answer = await attempt(async (): Promise<{ done?: string; problems?: { line: number; message: string }[] }> => {
    if (text("intent") === "remove") {
      await context.trpc.costs.remove({ websiteId, costKey: text("costKey") });
      return { done: "The cost is gone." };
    }
    if (text("intent") === "record") {
      await context.trpc.costs.record({ websiteId, firstDay: text("firstDay"), lastDay: text("lastDay"), channel: text("channel"), source: text("source"), medium: text("medium"), campaign: text("campaign"), amount: text("amount") });
      return { done: "The cost is recorded." };
    }
    const file = form.get("file");
    const { recorded, problems } = await context.trpc.costs.importFile({ websiteId, csv: file instanceof Blob ? await file.text() : "" });
    return problems.length > 0 ? { problems } : { done: recorded === 1 ? "1 cost is recorded." : `${recorded} costs are recorded.` };
  });
  return answer.ok ? answer.data : { message: answer.message };
}

export const meta = pageTitle("Costs");

export default function Costs() {
  const { website, period, model, window, dimension, list, mayChange, returns } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const navigation = useNavigation();
  const [query] = useSearchParams();
  useToastOf(answer && "done" in answer ? answer : null);
  const { currency, currencyExponent: exponent } = website;
  const money = (minor: number) => formatMoney(minor, currency, exponent);
  const { total } = returns;
  const none = list.costs.length === 0 && !query.has("cursor");
  return (
    <Page
      title="Costs"
      lead="What you spent on marketing, against the revenue it is credited with."
      actions={
        <>
          <AttributionPicker model={model} window={window} />
          <PeriodPicker period={period} />
        </>
      }
    >
      {answer && "message" in answer ? <Alert>{answer.message}</Alert> : null}
      {answer && "problems" in answer && answer.problems ? (
        <Notice tone="loss" title="The file was not taken; nothing of it was recorded">
          <ul className="list-inside list-disc">
            {answer.problems.map(({ line, message }) => (
              <li key={line}>
                Line {line}: {message}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {none ? (
        <Panel>
          <Empty icon={<HandCoins size={24} aria-hidden />} title="No costs yet">
            The return on each channel, source and campaign will be here: what it cost, what it brought, and what one payment cost you. {mayChange ? "Record a cost below, or upload the CSV of your ad account." : "An owner or admin of the website can record costs."}
          </Empty>
        </Panel>
      ) : (
        <>
          <Figures
            items={[
              { label: "Spent", value: money(total.costMinor + returns.unassignedCostMinor), title: "All costs of the period" },
              { label: "Revenue it brought", value: money(total.netMinor), title: "Net revenue credited to the rows that have a cost" },
              { label: "Return on spend", value: total.returnOnSpend === null ? "–" : `${formatNumber(total.returnOnSpend)}×`, title: "Net revenue for each unit spent" },
              { label: "Cost per new customer", value: total.costPerNewCustomerMinor === null ? "–" : money(total.costPerNewCustomerMinor), title: "What one customer who had never paid before cost, renewals and later purchases left out" },
              { label: "Cost per payment", value: total.costPerPaymentMinor === null ? "–" : money(total.costPerPaymentMinor) },
            ]}
          />
          <Panel
            flush
            title={<LinkTabs label="By" items={BY.map((name) => ({ id: name, label: DIMENSIONS[name].label, to: withParams(query, { by: name, cursor: null }), current: name === dimension }))} />}
            aside={<ExportLink table="returns" ask={{ from: period.from, to: period.to, dimension, model, window: String(window) }} />}
          >
            <ReturnTable label={DIMENSIONS[dimension].label} rows={returns.rows} currency={currency} exponent={exponent} />
          </Panel>
          <p className="text-[13px] text-soft">
            <span className="font-medium text-ink">{MODELS[model].label}:</span> {MODELS[model].says} Visits up to {window} days before a payment count.{" "}
            {returns.unassignedCostMinor > 0 ? `${money(returns.unassignedCostMinor)} of costs name no ${dimension}. ` : ""}
            {returns.otherCurrencies.map((other) => `Costs in ${other.currency} are not in these figures. `).join("")}
          </p>
        </>
      )}
      {mayChange ? <CostForms currency={currency} today={period.to} busy={navigation.state === "submitting"} /> : null}
      {none ? null : (
        <Panel flush title="Recorded costs" aside={<ExportLink table="costs" ask={{}} />}>
          <Table
            caption="Recorded costs"
            rows={list.costs}
            keyOf={({ costKey }) => costKey}
            columns={[
              { id: "days", label: "Days", phone: "title", cell: ({ firstDay, lastDay }) => nameDays(firstDay, lastDay) },
              { id: "channel", label: "Channel", cell: ({ channel }) => channel ?? "–" },
              { id: "source", label: "Source", cell: ({ source, medium }) => [source, medium].filter(Boolean).join(" / ") || "–" },
              { id: "campaign", label: "Campaign", cell: ({ campaign }) => campaign ?? "–" },
              { id: "cost", label: "Cost", right: true, width: "w-32", phone: "corner", cell: (cost) => formatMoney(cost.amountMinor, cost.currency, cost.currencyExponent) },
              ...(mayChange
                ? [
                    {
                      id: "remove",
                      label: "Remove",
                      width: "w-20",
                      right: true,
                      cell: ({ costKey, campaign, source }: { costKey: string; campaign: string | null; source: string | null }) => (
                        <Form method="post" preventScrollReset className="inline">
                          <input type="hidden" name="costKey" value={costKey} />
                          <button name="intent" value="remove" aria-label={`Remove the cost of ${campaign ?? source ?? "these days"}`} className="cursor-pointer rounded p-1 text-soft hover:bg-sunken hover:text-loss">
                            <Trash2 size={16} aria-hidden />
                          </button>
                        </Form>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </Panel>
      )}
      <Pagination nextCursor={list.nextCursor} shown={list.costs.length} noun="costs" />
    </Page>
  );
}
