import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { TraceSteps } from "../components/diagnostics/trace-steps.tsx";
import { Page } from "../components/layout/page.tsx";
import { Button, ButtonLink } from "../components/ui/button.tsx";
import { CopyLine } from "../components/ui/code-block.tsx";
import { DeliveryBadge } from "../components/ui/delivery-badge.tsx";
import { JsonTree } from "../components/ui/json-tree.tsx";
import { Alert, Notice } from "../components/ui/notice.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { RelativeTime } from "../components/ui/relative-time.tsx";
import { formatExactTime } from "../format/format-time.ts";
import { pageTitle } from "../page-title.ts";
import { attempt, load } from "../trpc-errors.ts";

export const meta = pageTitle("Delivery");

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  return load(request, async () => {
    const [website, delivery] = await Promise.all([context.trpc.websites.get({ websiteId }), context.trpc.webhooks.get({ websiteId, deliveryId: params["deliveryId"] ?? "" })]);
    return { website, delivery };
  });
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const eventId = String((await request.formData()).get("eventId") ?? "");
  return attempt(() => context.trpc.webhooks.processAgain({ websiteId: params["websiteId"] ?? "", eventId }));
}

export default function Webhook() {
  const { website, delivery } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const busy = useNavigation().formMethod === "POST";
  const { refusal, headers } = delivery;
  return (
    <Page
      width="narrow"
      title={
        <span className="flex flex-wrap items-center gap-3">
          <span className="break-all">{delivery.type ?? "Not an event"}</span> <DeliveryBadge result={delivery.result} />
        </span>
      }
      lead={
        <>
          <Link to="../webhooks" className="hover:underline">
            ← Webhooks
          </Link>{" "}
          · <RelativeTime at={delivery.receivedAt} timezone={website.timezone} />
        </>
      }
      actions={
        delivery.again && delivery.eventId ? (
          <Form method="post">
            <input type="hidden" name="eventId" value={delivery.eventId} />
            <Button quiet busy={busy}>
              <RotateCw size={16} aria-hidden /> Process again
            </Button>
          </Form>
        ) : undefined
      }
    >
      {answer && !answer.ok ? <Alert>{answer.message}</Alert> : null}
      {answer?.ok ? <Notice tone="gain" title="Processed again">{answer.data.outcome ?? answer.data.status}</Notice> : null}
      {refusal ? (
        <Notice tone="loss" title={refusal.why}>
          <p className="mt-1">{refusal.mend}</p>
          <p className="mt-1 text-soft">{refusal.lost}</p>
          <ButtonLink quiet small className="mt-3" to={refusal.action.to.startsWith("/") ? refusal.action.to : `/w/${website.websiteId}/${refusal.action.to}`}>
            {refusal.action.label}
          </ButtonLink>
        </Notice>
      ) : null}
      <Panel title="What became of it">
        <TraceSteps steps={delivery.steps} />
        {delivery.paymentIds.length > 0 ? (
          <p className="mt-4 flex flex-wrap gap-2">
            {delivery.paymentIds.map((paymentId) => (
              <ButtonLink key={paymentId} quiet small to={`/w/${website.websiteId}/payments/${paymentId}`}>
                Open {paymentId}
              </ButtonLink>
            ))}
          </p>
        ) : null}
      </Panel>
      <Panel title="Delivery">
        <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
          <Fact label="Event">{delivery.eventId ? <CopyLine>{delivery.eventId}</CopyLine> : "It has no id"}</Fact>
          <Fact label="Received">{formatExactTime(delivery.receivedAt, website.timezone)}</Fact>
          <Fact label="Address">{delivery.endpoint === "website" ? "This website’s own" : "The shared one"}</Fact>
          <Fact label="Mode">{delivery.livemode === null ? "unknown" : delivery.livemode ? "live" : "test"}</Fact>
          <Fact label="Signed">{headers.signedAt ? formatExactTime(headers.signedAt, website.timezone) : "not"}</Fact>
          <Fact label="Sender">{headers.userAgent ?? "unknown"}</Fact>
          <Fact label="Content">{`${headers.contentType ?? "no content type"}, ${headers.contentLength} bytes`}</Fact>
          {delivery.apiVersion ? <Fact label="API version">{delivery.apiVersion}</Fact> : null}
          <Fact label="Answered after">{delivery.durationMs} ms</Fact>
          <Fact label="Processed">{refusal ? "not, it was refused" : delivery.attempts === 0 ? "not yet" : delivery.attempts === 1 ? "once" : `${delivery.attempts} times`}{delivery.nextAttemptAt ? `, next ${formatExactTime(delivery.nextAttemptAt, website.timezone)}` : ""}</Fact>
        </dl>
        {refusal ? <p className="mt-3 text-xs text-soft">Type and id are what the refused body said of itself; nothing of it was kept but this line.</p> : null}
      </Panel>
      {delivery.deliveries.length > 1 ? (
        <Panel title="Deliveries of this event" lead="Stripe sends an event again until it is accepted, and sometimes twice.">
          <ul className="flex flex-col gap-1.5">
            {delivery.deliveries.map((other) => (
              <li key={other.deliveryId} className="flex justify-between gap-3">
                {other.deliveryId === delivery.deliveryId ? <span>{formatExactTime(other.receivedAt, website.timezone)}</span> : <Link className="text-accent underline" to={`../webhooks/${other.deliveryId}`}>{formatExactTime(other.receivedAt, website.timezone)}</Link>}
                <span className="text-soft">{other.outcome.replaceAll("_", " ")}</span>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
      {delivery.payload === null ? null : (
        <Panel title="Payload">
          <div className="font-mono text-xs leading-5">
            <JsonTree value={delivery.payload} />
          </div>
        </Panel>
      )}
    </Page>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-soft">{label}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
