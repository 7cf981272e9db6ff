import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { Check, CircleAlert, Search, TriangleAlert } from "lucide-react";
import { AnswerPanel } from "../components/diagnostics/answer-panel.tsx";
import { LinkedWeeks } from "../components/diagnostics/linked-weeks.tsx";
import { Page } from "../components/layout/page.tsx";
import { Button, ButtonLink } from "../components/ui/button.tsx";
import { Field } from "../components/ui/field.tsx";
import { Notice } from "../components/ui/notice.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

export const meta = pageTitle("Troubleshooting");

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  const q = new URL(request.url).searchParams.get("q")?.trim() ?? "";
  return load(request, async () => {
    const [website, findings, answer] = await Promise.all([
      context.trpc.websites.get({ websiteId }),
      context.trpc.diagnostics.findings({ websiteId }),
      q ? context.trpc.diagnostics.explain({ websiteId, q }) : null,
    ]);
    return { website, findings, answer };
  });
}

export type Finding = Awaited<ReturnType<typeof loader>>["findings"][number];

export default function Troubleshooting() {
  const { website, findings, answer } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const open = findings.filter(({ status }) => status !== "good");
  const good = findings.filter(({ status }) => status === "good");
  const problems = open.filter(({ status }) => status === "problem").length;
  const lead = open.length === 0 ? "Everything that can be checked is well." : `${problems === 0 ? "Nothing is broken" : problems === 1 ? "One thing needs you now" : `${problems} things need you now`}${open.length - problems > 0 ? `; ${open.length - problems} to look at` : ""}.`;
  return (
    <Page width="narrow" title="Troubleshooting" lead={lead}>
      <Panel title="Why is this payment missing, or not linked?">
        <Form method="get" role="search" className="flex flex-wrap items-end gap-2">
          <div className="min-w-56 flex-1">
            <Field label="Any Stripe id, e-mail address or visitor id" name="q" defaultValue={query.get("q") ?? ""} placeholder="pi_…, cs_…, evt_…, cus_…, buyer@example.com" />
          </div>
          <Button>
            <Search size={16} aria-hidden /> Explain
          </Button>
        </Form>
        {answer ? <AnswerPanel answer={answer} websiteId={website.websiteId} timezone={website.timezone} /> : null}
      </Panel>
      {open.length === 0 ? <Notice tone="gain" title="No trouble found">{good.length} checks were made just now; they are listed below.</Notice> : null}
      {open.length > 0 ? (
        <ul aria-label="Findings" className="flex flex-col gap-3">
          {open.map((finding) => (
            <FindingItem key={finding.id} finding={finding} websiteId={website.websiteId} timezone={website.timezone} />
          ))}
        </ul>
      ) : null}
      {good.length > 0 ? (
        <Panel flush title={`Checked and well (${good.length})`}>
          <ul className="divide-y divide-line">
            {good.map((finding) => (
              <li key={finding.id}>
                <details className="group">
                  <summary className="flex cursor-pointer items-start gap-2.5 px-4 py-2.5 hover:bg-sunken">
                    <Check size={18} aria-hidden className="mt-px shrink-0 text-gain" />
                    <span>{finding.title}</span>
                  </summary>
                  <div className="px-4 pb-3 pl-11">
                    <Figures finding={finding} timezone={website.timezone} />
                  </div>
                </details>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
      <p className="text-soft">
        More in the help:{" "}
        <Link to="/docs/troubleshooting" className="text-accent underline">
          Troubleshooting
        </Link>
        ,{" "}
        <Link to="/docs/linking" className="text-accent underline">
          how linking works
        </Link>
        .
      </p>
    </Page>
  );
}

function FindingItem({ finding, websiteId, timezone }: { finding: Finding; websiteId: string; timezone: string }) {
  const problem = finding.status === "problem";
  const Icon = problem ? CircleAlert : TriangleAlert;
  const { action } = finding;
  return (
    <li className={`rounded border bg-panel p-4 ${problem ? "border-loss/40" : "border-line"}`}>
      <div className="flex items-start gap-3">
        <span className={`mt-px rounded-full p-1.5 ${problem ? "bg-loss-tint text-loss" : "bg-warn-tint text-warn"}`}>
          <Icon size={16} aria-label={problem ? "Problem" : "Look at it"} role="img" />
        </span>
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">{finding.title}</h2>
          <p className="mt-1 text-soft">{finding.recommendation}</p>
          <div className="mt-3">
            <Figures finding={finding} timezone={timezone} />
          </div>
          {action ? (
            <ButtonLink quiet={!problem} small className="mt-4" to={action.to.startsWith("/") ? action.to : `/w/${websiteId}/${action.to}`}>
              {action.label}
            </ButtonLink>
          ) : null}
        </div>
      </div>
    </li>
  );
}

function Figures({ finding, timezone }: { finding: Finding; timezone: string }) {
  return (
    <>
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        {finding.figures.map(({ label, value }) => (
          <div key={label} className="min-w-0">
            <dt className="text-xs text-soft">{label}</dt>
            <dd className="font-medium break-words">{value}</dd>
          </div>
        ))}
      </dl>
      {finding.weeks ? <LinkedWeeks weeks={finding.weeks} timezone={timezone} /> : null}
    </>
  );
}
