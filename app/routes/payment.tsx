import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Link, useActionData, useLoaderData, useOutletContext, useSearchParams } from "@remix-run/react";
import { CorrectLinkForm } from "../components/payments/correct-link-form.tsx";
import { HeldNotice } from "../components/payments/held-notice.tsx";
import { JourneyTimeline } from "../components/payments/journey-timeline.tsx";
import { LinkExplanation } from "../components/payments/link-explanation.tsx";
import { LinkBadge, StatusBadge } from "../components/payments/payment-badges.tsx";
import { PaymentRecord } from "../components/payments/payment-record.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Figures } from "../components/ui/figures.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { formatMoney } from "../format/format-figures.ts";
import { formatExactTime } from "../format/format-time.ts";
import { pageTitle } from "../page-title.ts";
import { attempt, load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const ask = { websiteId: params["websiteId"] ?? "", paymentId: params["paymentId"] ?? "" };
  return load(request, async () => {
    const [website, detail] = await Promise.all([context.trpc.websites.get(ask), context.trpc.payments.get(ask)]);
    const candidates = website.permissions.includes("links") ? await context.trpc.payments.candidates(ask) : [];
    return { website, candidates, ...detail };
  });
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const form = await request.formData();
  const ask = { websiteId: params["websiteId"] ?? "", paymentId: params["paymentId"] ?? "" };
  const paidBy = form.get("paidBy");
  if (paidBy !== null) {
    const settled = await attempt(() => context.trpc.payments.settleHeld({ ...ask, paidBy: String(paidBy) || null }));
    return settled.ok ? null : { held: settled.message };
  }
  const visitorId = String(form.get("visitorId") ?? "").trim();
  const result = await attempt(() => context.trpc.payments.correctLink({ ...ask, visitorId }));
  return result.ok ? null : { link: { message: result.message, visitorId } };
}

export const meta = pageTitle("Payment");

/** One payment: what came in, who brought it and how that is known, the journey, and the records behind it. */
export default function Payment() {
  const { website, candidates, payment, heldFor, journey, facts, events } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { inDrawer } = useOutletContext<{ inDrawer: boolean }>();
  const [query] = useSearchParams();
  const money = (minor: number) => formatMoney(minor, payment.currency, payment.currencyExponent);
  const received = payment.status !== "pending" && payment.status !== "failed";
  const Heading = inDrawer ? "h2" : "h1";
  return (
    <div className={`flex flex-col gap-5 ${inDrawer ? "" : "mx-auto max-w-3xl"}`}>
      <header>
        {inDrawer ? null : (
          <Link to={{ pathname: "..", search: query.toString() }} relative="path" className="text-soft hover:underline">
            ← Payments
          </Link>
        )}
        <Heading className="mt-1 flex flex-wrap items-center gap-3 text-2xl font-semibold tracking-tight">
          {money(payment.amountMinor)} <StatusBadge status={payment.status} /> {payment.livemode ? null : <Badge tone="warn">Test data</Badge>}
        </Heading>
        <p className="mt-1 break-words text-soft">
          {payment.customerEmail ?? payment.customerId ?? "Unknown customer"} · {formatExactTime(payment.paidAt, website.timezone)}
        </p>
      </header>
      {heldFor.length > 0 ? <HeldNotice rivals={heldFor} timezone={website.timezone} maySettle={website.permissions.includes("links")} refused={refused && "held" in refused ? (refused.held ?? null) : null} /> : null}
      <Figures
        items={[
          { label: received ? "Received" : "Amount", value: money(payment.amountMinor) },
          { label: "Refunded", value: <span className={payment.refundedMinor > 0 ? "text-loss" : ""}>{money(payment.refundedMinor)}</span> },
          { label: "Lost in disputes", value: <span className={payment.disputeLostMinor > 0 ? "text-loss" : ""}>{money(payment.disputeLostMinor)}</span> },
          { label: "Net", value: money(received ? payment.amountMinor - payment.refundedMinor - payment.disputeLostMinor : 0) },
        ]}
      />
      <Panel title="Who brought it" aside={<LinkBadge method={payment.link.method} confidence={payment.link.confidence} />}>
        <LinkExplanation payment={payment} websiteId={website.websiteId} />
        {website.permissions.includes("links") ? (
          <div className="mt-4 border-t border-line pt-3">
            <CorrectLinkForm candidates={candidates} paidAt={payment.paidAt} refused={refused && "link" in refused ? (refused.link ?? null) : null} />
          </div>
        ) : null}
      </Panel>
      <Panel title="Journey" lead={journey.length > 1 ? "From the first visit to the money." : undefined}>
        <JourneyTimeline steps={journey} timezone={website.timezone} />
      </Panel>
      <PaymentRecord payment={payment} facts={facts} events={events} timezone={website.timezone} websiteId={website.websiteId} />
    </div>
  );
}
