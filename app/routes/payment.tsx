import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "../components/ui/button.tsx";
import { Field } from "../components/ui/field.tsx";
import { Alert } from "../components/ui/notice.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { LinkBadge, StatusBadge } from "../components/ui/payment-badges.tsx";
import { formatMoney, formatTime } from "../format/format-figures.ts";
import { attempt, load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const websiteId = params["websiteId"] ?? "";
  return load(request, async () => {
    const [website, detail] = await Promise.all([context.trpc.websites.get({ websiteId }), context.trpc.payments.get({ websiteId, paymentId: params["paymentId"] ?? "" })]);
    return { website, ...detail };
  });
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const visitorId = String((await request.formData()).get("visitorId") ?? "").trim();
  const result = await attempt(() => context.trpc.payments.correctLink({ websiteId: params["websiteId"] ?? "", paymentId: params["paymentId"] ?? "", visitorId }));
  return result.ok ? null : { message: result.message };
}

export default function Payment() {
  const { website, payment, journey, events } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const money = (minor: number) => formatMoney(minor, payment.currency, payment.currencyExponent);
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <header>
        <Link to=".." relative="path" className="text-soft hover:underline">
          ← Payments
        </Link>
        <h1 className="mt-2 flex flex-wrap items-center gap-3 text-2xl font-semibold">
          {money(payment.amountMinor)} <StatusBadge status={payment.status} />
        </h1>
        <p className="mt-1 text-soft">
          {payment.customerEmail ?? payment.customerId ?? "No customer"} · {formatTime(payment.paidAt, website.timezone)}
          {payment.livemode ? "" : " · test data"}
        </p>
      </header>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded border border-line bg-line sm:grid-cols-4">
        {[
          ["Received", money(payment.amountMinor)],
          ["Refunded", money(payment.refundedMinor)],
          ["Lost in disputes", money(payment.disputeLostMinor)],
          ["Net", money(payment.amountMinor - payment.refundedMinor - payment.disputeLostMinor)],
        ].map(([label, value]) => (
          <div key={label} className="bg-panel px-4 py-3">
            <dt className="text-xs text-soft">{label}</dt>
            <dd className="mt-1 text-lg font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
      <Panel title="Who brought it" aside={<LinkBadge method={payment.link.method} confidence={payment.link.confidence} />}>
        {payment.touch ? (
          <p className="mb-3">
            Credited to <strong>{payment.touch.channel}</strong>
            {payment.touch.source ? `, ${payment.touch.source}` : ""}
            {payment.touch.campaign ? `, campaign “${payment.touch.campaign}”` : ""}; the visit began on {payment.touch.landingPath}.
          </p>
        ) : (
          <p className="mb-3">No visitor was found, so no channel is credited. Pass visitorId and sessionId in the metadata, or identify your visitors by e-mail.</p>
        )}
        <ol className="list-decimal space-y-1 pl-5 text-soft">
          {payment.link.evidence.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
        {website.role === "owner" || website.role === "admin" ? (
          <details className="mt-4">
            <summary className="cursor-pointer font-medium">Link it to another visitor</summary>
            <Form method="post" className="mt-3 flex flex-wrap items-end gap-3">
              {answer?.message ? <Alert>{answer.message}</Alert> : null}
              <Field label="Visitor id" name="visitorId" required hint="Outranks every other evidence and survives replays." />
              <Button quiet>Link</Button>
            </Form>
          </details>
        ) : null}
      </Panel>
      <Panel title="Journey">
        <ol className="space-y-2">
          {journey.map((step, index) => (
            <li key={index} className="grid grid-cols-[minmax(0,1fr)_auto] gap-3">
              <span className={step.kind === "payment" ? "font-semibold text-gain" : step.kind === "refund" ? "font-semibold text-loss" : ""}>
                {step.text}
                {step.detail ? <span className="text-soft"> · {step.detail}</span> : null}
              </span>
              <time dateTime={step.at} className="text-soft">
                {formatTime(step.at, website.timezone)}
              </time>
            </li>
          ))}
        </ol>
      </Panel>
      <Panel title="Events behind it">
        {events.length === 0 ? (
          <p className="text-soft">It was not told by a webhook but by the API.</p>
        ) : (
          <ul className="space-y-2">
            {events.map((event) => (
              <li key={event.eventId} className="flex flex-wrap justify-between gap-x-4">
                <code className="text-xs break-all">
                  {event.type} · {event.eventId}
                </code>
                <span className="text-soft">{event.outcome ?? event.status}</span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}
