import { Link } from "@remix-run/react";
import { formatMoney } from "../../format/format-figures.ts";
import { Badge } from "../ui/badge.tsx";
import { CopyLine } from "../ui/code-block.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";

type Payment = { paymentId: string; providerIds: readonly string[]; provider: string; kind: string; customerId: string | null; currency: string; currencyExponent: number };
type Fact = { factId: string; source: string; at: string; amountMinor: number | null; outcome: string | null };
type Event = { eventId: string; type: string; createdAt: string; status: string; outcome: string | null };

const KINDS: Record<string, string> = { one_time: "One-time payment", subscription_initial: "First payment of a subscription", subscription_renewal: "Renewal of a subscription" };

/** The records behind a payment: Stripe's events, the facts drawn from them, and every id that it is known by. */
export function PaymentRecord({ payment, facts, events, timezone, websiteId }: { payment: Payment; facts: readonly Fact[]; events: readonly Event[]; timezone: string; websiteId: string }) {
  return (
    <>
      <Panel title="Events behind it" flush={events.length > 0}>
        {events.length === 0 ? (
          <p className="text-soft">No webhook told of it: it came by the API.</p>
        ) : (
          <ul className="divide-y divide-line">
            {events.map((event) => (
              <li key={event.eventId} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5">
                <span className="min-w-0">
                  <Link to={`/w/${websiteId}/webhooks?q=${event.eventId}`} className="font-medium hover:underline">
                    {event.type}
                  </Link>
                  <code className="block text-xs break-all text-soft">{event.eventId}</code>
                  {event.outcome ? <span className="block text-[13px] break-words text-soft">{event.outcome}</span> : null}
                </span>
                <span className="flex items-center gap-3">
                  <RelativeTime at={event.createdAt} timezone={timezone} className="text-xs text-soft" />
                  <Badge tone={event.status === "failed" ? "loss" : event.status === "processed" ? "gain" : "soft"}>{event.status}</Badge>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel title="Record">
        <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[9rem_minmax(0,1fr)]">
          <dt className="text-soft">Kind</dt>
          <dd>{KINDS[payment.kind] ?? payment.kind}</dd>
          <dt className="text-soft">Payment</dt>
          <dd>
            <CopyLine>{payment.paymentId}</CopyLine>
          </dd>
          <dt className="text-soft">{payment.provider === "stripe" ? "At Stripe" : `At ${payment.provider}`}</dt>
          <dd>
            {payment.providerIds.map((id) => (
              <CopyLine key={id}>{id}</CopyLine>
            ))}
          </dd>
          {payment.customerId ? (
            <>
              <dt className="text-soft">Customer</dt>
              <dd>
                <CopyLine>{payment.customerId}</CopyLine>
              </dd>
            </>
          ) : null}
        </dl>
        <details className="mt-3">
          <summary className="w-max cursor-pointer text-soft hover:text-ink">
            {facts.length} {facts.length === 1 ? "fact" : "facts"} that it was built from
          </summary>
          <ul className="mt-2 flex flex-col gap-1.5 text-[13px]">
            {facts.map(({ factId, source, at, amountMinor, outcome }) => (
              <li key={factId} className="flex flex-wrap justify-between gap-x-4">
                <span>
                  {source}
                  {outcome ? ` · ${outcome}` : ""}
                </span>
                <span className="text-soft">
                  {amountMinor === null ? "" : `${formatMoney(amountMinor, payment.currency, payment.currencyExponent)} · `}
                  <RelativeTime at={at} timezone={timezone} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      </Panel>
    </>
  );
}
