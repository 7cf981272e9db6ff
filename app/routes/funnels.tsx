import { redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useSearchParams } from "@remix-run/react";
import { Filter, Trash2 } from "lucide-react";
import { Page } from "../components/layout/page.tsx";
import { ExportLink } from "../components/reports/export-link.tsx";
import { FilterBar } from "../components/reports/filter-bar.tsx";
import { FunnelChart } from "../components/charts/funnel-chart.tsx";
import { FunnelEditor } from "../components/reports/funnel-editor.tsx";
import { ReportActions } from "../components/reports/report-actions.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Alert } from "../components/ui/notice.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { useToastOf } from "../components/ui/toast.tsx";
import { pageTitle } from "../page-title.ts";
import { funnelAddress, readFunnel } from "../report-state/read-funnel.ts";
import { readReportPage } from "../report-state/read-report-page.ts";
import { attempt, load } from "../trpc-errors.ts";

export async function loader(args: LoaderFunctionArgs) {
  return load(args.request, async () => {
    const { trpc } = args.context;
    const { query, website, period, filters, ask } = await readReportPage(args);
    const asked = readFunnel(query);
    // The editor's form becomes an address that can be shared.
    if (query.has("kind")) throw redirect(`/w/${website.websiteId}/funnels${funnelAddress(query, asked)}`);
    const saved = await trpc.funnels.list({ websiteId: website.websiteId });
    // Who asks for none sees the first one that was kept.
    const { steps, windowDays } = asked.steps.length > 0 ? asked : (saved[0] ?? asked);
    const [goals, answer] = await Promise.all([
      trpc.insights.goals(ask),
      steps.length > 0 ? attempt(() => trpc.insights.funnel({ ...ask, steps, windowDays })) : null,
    ]);
    return { website, period, filters, ask, steps, windowDays, saved, goals: goals.goals.map(({ name }) => name), report: answer?.ok ? answer.data : null, refused: answer && !answer.ok ? answer.message : null };
  });
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  const answer = await attempt(async () => {
    if (text("intent") === "remove") {
      await context.trpc.funnels.remove({ websiteId, funnelId: text("funnelId") });
      return { done: "The funnel is gone." };
    }
    await context.trpc.funnels.save({ websiteId, name: text("name"), steps: form.getAll("step").map(String), windowDays: Number(text("window")) });
    return { done: "The funnel is kept, for everyone who sees this website." };
  });
  return answer.ok ? answer.data : { message: answer.message };
}

export const meta = pageTitle("Funnels");

export default function Funnels() {
  const { website, period, filters, ask, steps, windowDays, saved, goals, report, refused } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [query] = useSearchParams();
  useToastOf(answer && "done" in answer ? answer : null);
  return (
    <Page title="Funnels" lead="How far visitors come on the way you want them to go, and what those who came that far paid." actions={<ReportActions period={period} />}>
      <FilterBar filters={filters} />
      {refused ? <Alert>{refused}</Alert> : null}
      {answer && "message" in answer ? <Alert>{answer.message}</Alert> : null}
      {report ? (
        <Panel title={`Within ${windowDays === 1 ? "1 day" : `${windowDays} days`} of the first step`} aside={<ExportLink table="funnel" ask={{ ...ask, steps: steps.join("\n"), window: String(windowDays) }} />}>
          {report.steps[0]?.visitors === 0 ? (
            <Empty title="Nobody did the first step in this period">Look at its spelling below (a star stands for any text: /blog/*), or choose a longer period.</Empty>
          ) : (
            <FunnelChart steps={report.steps} currency={website.currency} exponent={website.currencyExponent} />
          )}
        </Panel>
      ) : null}
      {!report && !refused ? (
        <Panel>
          <Empty icon={<Filter size={24} aria-hidden />} title="No funnel chosen">
            Say two to eight steps below: a page, a goal, the checkout, the payment. You will see how many visitors did each, in order, and where they left.
          </Empty>
        </Panel>
      ) : null}
      <div className="grid gap-5 lg:grid-cols-[2fr_1fr]">
        <Panel title="Steps">
          <FunnelEditor key={`${steps.join()} ${windowDays}`} steps={steps} windowDays={windowDays} goals={goals} canSave={report !== null} />
        </Panel>
        <Panel title="Saved funnels" flush>
          {saved.length === 0 ? (
            <p className="p-4 text-soft">Keep a funnel under a name and it will be here, for the whole team. Its address can be shared as it is.</p>
          ) : (
            <ul className="p-2">
              {saved.map((funnel) => (
                <li key={funnel.funnelId} className="flex items-center gap-1">
                  <Link to={funnelAddress(query, funnel)} aria-current={funnel.steps.join() === steps.join() ? "true" : undefined} className="min-w-0 flex-1 truncate rounded px-2 py-1.5 hover:bg-sunken aria-[current]:bg-sunken aria-[current]:font-medium">
                    {funnel.name} <span className="text-xs text-soft">{funnel.steps.length} steps</span>
                  </Link>
                  <Form method="post" preventScrollReset>
                    <input type="hidden" name="funnelId" value={funnel.funnelId} />
                    <button name="intent" value="remove" aria-label={`Remove the funnel ${funnel.name}`} className="cursor-pointer rounded p-1.5 text-soft hover:bg-sunken hover:text-loss">
                      <Trash2 size={14} aria-hidden />
                    </button>
                  </Form>
                </li>
              ))}
            </ul>
          )}
        </Panel>
      </div>
    </Page>
  );
}
