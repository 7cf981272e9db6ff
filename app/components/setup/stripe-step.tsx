import { Form } from "@remix-run/react";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Field } from "../ui/field.tsx";
import { LinkTabs } from "../ui/link-tabs.tsx";
import { Notice } from "../ui/notice.tsx";
import type { SetupState } from "./setup-state.ts";

type Answer = { intent: string; ok: boolean; message: string } | null;
type Props = {
  state: SetupState;
  website: { webhookUrl: string; stripeSecrets: { lastFour: string }[] };
  by: "secret" | "key";
  mayChange: boolean;
  answer: Answer;
  busy: string | null;
};

/** Stripe, both ways: the endpoint made by hand and its secret pasted, or made with a restricted key; then the test event. */
export function StripeStep({ state, website, by, mayChange, answer, busy }: Props) {
  const told = (intent: string) => (answer?.intent === intent ? answer : null);
  return (
    <>
      <LinkTabs
        label="Way to connect"
        items={[
          { id: "secret", label: "Paste the signing secret", to: "?step=stripe", current: by === "secret" },
          { id: "key", label: "Let PostMetric make the endpoint", to: "?step=stripe&by=key", current: by === "key" },
        ]}
      />
      {state.unreachable ? (
        <Notice tone="warn" title={`${state.unreachable}:`}>
          <div className="mt-2">
            <CodeBlock>{`stripe listen --forward-to ${website.webhookUrl}`}</CodeBlock>
          </div>
          <p className="mt-1 text-soft">It prints a signing secret of its own: paste that one.</p>
        </Notice>
      ) : null}
      {by === "key" ? <ByKey mayChange={mayChange} answer={told("connect")} busy={busy === "connect"} /> : <ByHand events={state.wantedEvents} webhookUrl={website.webhookUrl} />}
      <SecretForm website={website} mayChange={mayChange} answer={told("add-secret")} busy={busy === "add-secret"} />
      <TestEvent answer={told("test")} busy={busy === "test"} />
    </>
  );
}

function ByHand({ events, webhookUrl }: { events: SetupState["wantedEvents"]; webhookUrl: string }) {
  return (
    <ol className="flex list-decimal flex-col gap-4 pl-5 marker:text-soft">
      <li>
        <p className="mb-1.5">
          In Stripe open{" "}
          <a className="text-accent underline" href="https://dashboard.stripe.com/webhooks/create" target="_blank" rel="noreferrer">
            Developers, Webhooks, Add endpoint
          </a>{" "}
          and give it this address:
        </p>
        <CodeBlock label="Copy the address">{webhookUrl}</CodeBlock>
      </li>
      <li>
        <div className="mb-1.5 flex items-center justify-between gap-2">
          <p>Tick these events:</p>
          <CopyButton text={events.map(({ type }) => type).join("\n")} label="Copy the list of events" />
        </div>
        <ul className="divide-y divide-line rounded border border-line">
          {events.map(({ type, weight, why }) => (
            <li key={type} className="grid gap-x-4 px-3 py-1.5 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
              <code className={`text-xs break-all ${weight === "needed" ? "font-semibold" : ""}`}>{type}</code>
              <span className="text-xs text-soft">{why}</span>
            </li>
          ))}
        </ul>
        <p className="mt-1 text-xs text-soft">The four in bold are needed; the others make the picture fuller.</p>
      </li>
      <li>Reveal the endpoint’s signing secret, copy it and paste it here.</li>
    </ol>
  );
}

function ByKey({ mayChange, answer, busy }: { mayChange: boolean; answer: Answer; busy: boolean }) {
  return (
    <Form method="post" preventScrollReset className="flex flex-col gap-3">
      <p>
        In Stripe make a{" "}
        <a className="text-accent underline" href="https://dashboard.stripe.com/apikeys/create" target="_blank" rel="noreferrer">
          restricted key
        </a>{" "}
        with <strong>Write</strong> for <strong>Webhook Endpoints</strong> and nothing else. PostMetric makes the endpoint with all events, stores its signing secret encrypted, and forgets the key.
      </p>
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-56 flex-1">
          <Field label="Restricted key" name="key" type="password" autoComplete="off" placeholder="rk_live_…" disabled={!mayChange} error={answer && !answer.ok ? answer.message : null} />
        </div>
        <Button name="intent" value="connect" disabled={!mayChange} busy={busy}>
          Make the endpoint
        </Button>
      </div>
      {answer?.ok ? <Notice tone="gain">{answer.message}</Notice> : null}
    </Form>
  );
}

function SecretForm({ website, mayChange, answer, busy }: { website: Props["website"]; mayChange: boolean; answer: Answer; busy: boolean }) {
  const stored = website.stripeSecrets;
  return (
    <Form method="post" preventScrollReset className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-56 flex-1">
          <Field
            label="Signing secret"
            name="secret"
            type="password"
            autoComplete="off"
            placeholder="whsec_…"
            disabled={!mayChange}
            error={answer && !answer.ok ? answer.message : null}
            hint={stored.length > 0 ? `Stored: ${stored.map(({ lastFour }) => `whsec_…${lastFour}`).join(", ")}. Another one is added beside it.` : "Stored encrypted; never shown again."}
          />
        </div>
        <span className="pb-5">
          <Button name="intent" value="add-secret" disabled={!mayChange} busy={busy}>
            Store the secret
          </Button>
        </span>
      </div>
      {answer?.ok ? <Notice tone="gain">{answer.message}</Notice> : null}
      {mayChange ? null : <p className="text-soft">Owners and admins of the team can change this.</p>}
    </Form>
  );
}

function TestEvent({ answer, busy }: { answer: Answer; busy: boolean }) {
  return (
    <Form method="post" preventScrollReset className="flex flex-col gap-3 border-t border-line pt-4">
      <input type="hidden" name="intent" value="test" />
      <p>
        <strong className="font-medium">Prove it.</strong> A test event is signed with the stored secret and sent through the real route. It never counts as a payment.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button quiet name="through" value="server" busy={busy}>
          Send a test event
        </Button>
        <Button plain name="through" value="proxy" disabled={busy}>
          Send it through the public address
        </Button>
      </div>
      {answer ? <Notice tone={answer.ok ? "gain" : "loss"} title={answer.ok ? "It works" : "It did not get through"}>{answer.message}</Notice> : null}
    </Form>
  );
}
