import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Page } from "../components/layout/page.tsx";
import { ExportLink } from "../components/reports/export-link.tsx";
import { PeriodPicker } from "../components/reports/period-picker.tsx";
import { Button } from "../components/ui/button.tsx";
import { Alert, Notice } from "../components/ui/notice.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { useToastOf } from "../components/ui/toast.tsx";
import { pageTitle } from "../page-title.ts";
import { readReportPage } from "../report-state/read-report-page.ts";
import { attempt, load } from "../trpc-errors.ts";

const FILES = [
  { table: "payments", label: "Payments", says: "Every payment with its status, amounts, how it was linked, and the visit that led to it.", permission: "payments" },
  { table: "sessions", label: "Sessions", says: "Every visit with its source, campaign, pages, place and device.", permission: "reports" },
  { table: "events", label: "Events", says: "Every page view and goal, in the order they happened.", permission: "reports" },
  { table: "timeseries", label: "Day by day", says: "Visitors, sessions, page views, payments and revenue of each day.", permission: "reports" },
] as const;

export async function loader(args: LoaderFunctionArgs) {
  return load(args.request, async () => {
    const { website, period } = await readReportPage(args);
    const mail = website.permissions.includes("reports") ? await args.context.trpc.digest.state({ websiteId: website.websiteId }) : null;
    return { website, period, mail };
  });
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const subscribed = (await request.formData()).get("subscribed") === "true";
  const answer = await attempt(() => context.trpc.digest.set({ websiteId: params["websiteId"] ?? "", subscribed }));
  return answer.ok ? { done: subscribed ? "You get the next one on Monday." : "You get no more weekly e-mails." } : { message: answer.message };
}

export const meta = pageTitle("Exports");

export default function Exports() {
  const { website, period, mail } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  useToastOf(answer && "done" in answer ? answer : null);
  const files = FILES.filter(({ permission }) => website.permissions.includes(permission));
  return (
    <Page title="Exports" lead="Your data is yours: all of it as CSV, for a spreadsheet or another program." width="narrow" actions={<PeriodPicker period={period} />}>
      {answer && "message" in answer ? <Alert>{answer.message}</Alert> : null}
      <Panel flush title={`Files of ${period.label.toLowerCase()}`} lead={`Days of ${website.timezone.replaceAll("_", " ")}; UTF-8, amounts in major units.`}>
        <ul>
          {files.map(({ table, label, says }) => (
            <li key={table} className="flex items-center justify-between gap-4 border-b border-line px-4 py-3 last:border-0">
              <span className="min-w-0">
                <span className="block font-medium">{label}</span>
                <span className="block text-soft">{says}</span>
              </span>
              <ExportLink table={table} ask={{ from: period.from, to: period.to }} />
            </li>
          ))}
        </ul>
      </Panel>
      <p className="text-[13px] text-soft">
        Every other table has its own CSV button. {website.permissions.includes("emails") ? "" : "Your role sees e-mail addresses shortened, in files too. "}
        Programs can ask the same of the API: see <a className="text-accent underline" href="/api/v1/openapi.json">its description</a>.
      </p>
      {mail ? (
        <Panel title="Weekly e-mail" lead="Last week against the week before, on Monday morning.">
          {mail.available ? (
            <Form method="post" className="flex flex-wrap items-center justify-between gap-3">
              <p className="text-soft">{mail.subscribed ? `It goes to ${mail.email}.` : `It would go to ${mail.email}. Every one has a link to end it.`}</p>
              <Button quiet={mail.subscribed} name="subscribed" value={mail.subscribed ? "false" : "true"}>
                {mail.subscribed ? "Stop the weekly e-mail" : "Send it to me"}
              </Button>
            </Form>
          ) : (
            <Notice tone="info">This server cannot send mail yet. Whoever runs it sets SMTP_URL and MAIL_FROM and starts it again; then you can ask for it here.</Notice>
          )}
        </Panel>
      ) : null}
    </Page>
  );
}
