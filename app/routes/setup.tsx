import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { ArrowRight, PartyPopper } from "lucide-react";
import { Page } from "../components/layout/page.tsx";
import { IdsStep } from "../components/setup/ids-step.tsx";
import { SiteCheckForm } from "../components/setup/site-check-form.tsx";
import { SnippetView } from "../components/setup/snippet-view.tsx";
import { StepList } from "../components/setup/step-list.tsx";
import { StepStatus } from "../components/setup/step-status.tsx";
import { StripeStep } from "../components/setup/stripe-step.tsx";
import { ButtonLink } from "../components/ui/button.tsx";
import { CopyLine } from "../components/ui/code-block.tsx";
import { LinkTabs } from "../components/ui/link-tabs.tsx";
import { Notice } from "../components/ui/notice.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { usePoll } from "../components/ui/use-poll.ts";
import { pageTitle } from "../page-title.ts";
import { identifySnippets } from "../snippets/identify.ts";
import { installSnippets } from "../snippets/install.ts";
import { passIdsSnippets } from "../snippets/pass-ids.ts";
import { attempt, load } from "../trpc-errors.ts";
import type { loader as stateLoader } from "./setup-state.tsx";

const LOOK_AGAIN_MS = 3_000;

export const meta = pageTitle("Setup");

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  const query = new URL(request.url).searchParams;
  return load(request, async () => {
    const [website, state] = await Promise.all([context.trpc.websites.get({ websiteId }), context.trpc.setup.state({ websiteId })]);
    const ids = { appUrl: context.appUrl, websiteId, domain: website.domain, cookieless: website.cookieless };
    const install = installSnippets(ids);
    const ways = passIdsSnippets(ids);
    const { server, ...way } = pick(ways, query.get("way"));
    const wanted = query.get("step") ?? state.current ?? "payment";
    return {
      website,
      state,
      shown: state.steps.some(({ id }) => id === wanted) ? wanted : "website",
      by: query.get("by") === "key" ? ("key" as const) : ("secret" as const),
      install: { list: install.map(({ id, label }) => ({ id, label })), chosen: pick(install, query.get("for")) },
      ids: { ways: ways.map(({ id, label }) => ({ id, label })), way, languages: server.map(({ id, label }) => ({ id, label })), server: pick(server, query.get("lang")), identify: identifySnippets(ids) },
    };
  });
}

function pick<Item extends { id: string }>(items: Item[], id: string | null): Item {
  return items.find((item) => item.id === id) ?? (items[0] as Item);
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  const intent = text("intent");
  const { setup, websites } = context.trpc;
  switch (intent) {
    case "check-site": {
      const result = await attempt(() => setup.checkSite({ websiteId, page: text("page") }));
      return { intent, ok: result.ok, message: result.ok ? "" : result.message, typed: text("page"), report: result.ok ? result.data : null };
    }
    case "connect": {
      const result = await attempt(() => setup.connectStripe({ websiteId, key: text("key") }));
      return { intent, ok: result.ok, message: result.ok ? result.data.message : result.message };
    }
    case "add-secret": {
      const result = await attempt(() => websites.addStripeSecret({ websiteId, secret: text("secret") }));
      return { intent, ok: result.ok, message: result.ok ? "The signing secret is stored, encrypted. Deliveries signed with it are accepted from now on." : result.message };
    }
    default: {
      const result = await attempt(() => setup.sendTestEvent({ websiteId, through: text("through") === "proxy" ? "proxy" : "server" }));
      return { intent: "test", ok: result.ok && result.data.ok, message: result.ok ? result.data.message : result.message };
    }
  }
}

export default function Setup() {
  const { website, state: loaded, shown, by, install, ids } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>() ?? null;
  const { formData } = useNavigation();
  const state = usePoll<typeof stateLoader>(`/w/${website.websiteId}/setup/state`, { everyMs: LOOK_AGAIN_MS, active: true }) ?? loaded;
  const index = Math.max(0, state.steps.findIndex(({ id }) => id === shown));
  const step = state.steps[index];
  const next = state.steps[index + 1];
  const done = state.steps.filter((one) => one.state === "done").length;
  if (!step) return null;
  return (
    <Page title="Setup" lead={`${done} of ${state.steps.length} steps are done. Each one turns green by itself; you can leave and come back.`}>
      <div className="grid gap-5 md:grid-cols-[200px_minmax(0,44rem)]">
        <StepList steps={state.steps} shown={shown} />
        <Panel title={`${index + 1}. ${step.title}`}>
          <div className="flex flex-col gap-4">
            {shown === "website" ? <WebsiteStep website={website} /> : null}
            {shown === "script" ? (
              <>
                <LinkTabs label="Made with" items={install.list.map(({ id, label }) => ({ id, label, to: `?step=script&for=${id}`, current: id === install.chosen.id }))} />
                <SnippetView snippet={install.chosen} />
                <StepStatus step={step} timezone={website.timezone} />
                <SiteCheckForm
                  domain={website.domain}
                  typed={(answer && "typed" in answer && answer.typed) || ""}
                  error={answer?.intent === "check-site" && !answer.ok ? answer.message : null}
                  report={(answer && "report" in answer && answer.report) || null}
                  busy={formData?.get("intent") === "check-site"}
                />
              </>
            ) : null}
            {shown === "stripe" ? (
              <>
                <StepStatus step={step} timezone={website.timezone} />
                <StripeStep state={state} website={website} by={by} mayChange={website.permissions.includes("settings")} answer={answer} busy={formData ? String(formData.get("intent")) : null} />
              </>
            ) : null}
            {shown === "ids" ? (
              <>
                <IdsStep {...ids} />
                <StepStatus step={step} timezone={website.timezone} />
              </>
            ) : null}
            {shown === "payment" ? <PaymentStep websiteId={website.websiteId} done={done === state.steps.length}><StepStatus step={step} timezone={website.timezone} /></PaymentStep> : null}
            <footer className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-4">
              <span className="text-xs text-soft">{index > 0 ? <ButtonLink plain small to={`?step=${state.steps[index - 1]?.id}`}>Back</ButtonLink> : null}</span>
              {next ? (
                <ButtonLink quiet={step.state !== "done"} to={`?step=${next.id}`}>
                  {step.state === "done" ? "Next" : "Skip for now"}: {next.title} <ArrowRight size={16} aria-hidden />
                </ButtonLink>
              ) : (
                <ButtonLink quiet={step.state !== "done"} to={`/w/${website.websiteId}`}>
                  To the overview <ArrowRight size={16} aria-hidden />
                </ButtonLink>
              )}
            </footer>
          </div>
        </Panel>
      </div>
    </Page>
  );
}

function WebsiteStep({ website }: { website: { name: string; domain: string; hostnames: string[]; websiteId: string; timezone: string; currency: string } }) {
  const rows = [["Name", website.name], ["Domain", [website.domain, ...website.hostnames].join(", ")], ["Time zone", website.timezone], ["Currency", website.currency]];
  return (
    <>
      <dl className="grid gap-3 sm:grid-cols-2">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt className="text-xs text-soft">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt className="text-xs text-soft">Website id</dt>
          <dd><CopyLine>{website.websiteId}</CopyLine></dd>
        </div>
      </dl>
      <p className="text-soft">Visits are counted from this domain and its subdomains, and from this machine while you try things out.</p>
      <ButtonLink quiet small className="self-start" to="../settings">
        Change it
      </ButtonLink>
    </>
  );
}

function PaymentStep({ websiteId, done, children }: { websiteId: string; done: boolean; children: React.ReactNode }) {
  return (
    <>
      {done ? <Notice tone="gain" title={<span className="flex items-center gap-2"><PartyPopper size={18} aria-hidden /> Everything is set up</span>}>From now on each payment is credited to the marketing that brought it.</Notice> : <p>Buy something yourself: in Stripe’s test mode with the card 4242 4242 4242 4242, or for real. Come by a link with <code>?utm_source=test</code> to see it credited.</p>}
      {children}
      <p className="flex flex-wrap gap-2">
        <ButtonLink quiet small to={`/w/${websiteId}/payments`}>Payments</ButtonLink>
        <ButtonLink quiet small to={`/w/${websiteId}/webhooks`}>Deliveries from Stripe</ButtonLink>
        <ButtonLink quiet small to={`/w/${websiteId}/troubleshooting`}>What is missing?</ButtonLink>
      </p>
    </>
  );
}
