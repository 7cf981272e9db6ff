import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Page } from "../components/layout/page.tsx";
import { PaymentAmount } from "../components/payments/payment-amount.tsx";
import { LinkBadge, StatusBadge } from "../components/payments/payment-badges.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { CopyLine } from "../components/ui/code-block.tsx";
import { Figures } from "../components/ui/figures.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { RelativeTime } from "../components/ui/relative-time.tsx";
import { VisitPanel } from "../components/visitors/visit-panel.tsx";
import { formatMoney, formatNumber } from "../format/format-figures.ts";
import { pageTitle } from "../page-title.ts";
import { nameCountry } from "../report-state/dimensions.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const ask = { websiteId: params["websiteId"] ?? "", visitorId: params["visitorId"] ?? "" };
  return load(request, async () => {
    const [website, journey] = await Promise.all([context.trpc.websites.get(ask), context.trpc.visitors.journey(ask)]);
    const place = (session: { city: string | null; country: string | null }) => [session.city, session.country ? nameCountry(session.country) : null].filter(Boolean).join(", ");
    return { website, ...journey, sessions: journey.sessions.map((session) => ({ ...session, place: place(session) })) };
  });
}

export const meta = pageTitle("Visitor");

const KINDS = { email: "E-mail", user: "User id", customer: "Customer" };

/** One visitor: who it is known to be, what it paid, and every visit with its pages. */
export default function Visitor() {
  const { website, visitorId, firstSeenAt, lastSeenAt, sessionCount, sessions, identities, payments } = useLoaderData<typeof loader>();
  const { timezone, currency, currencyExponent: exponent } = website;
  const named = identities.find(({ name }) => name)?.name ?? identities[0]?.value;
  const net = payments.filter((payment) => payment.currency === currency && !["failed", "pending"].includes(payment.status)).reduce((sum, { amountMinor, refundedMinor, disputeLostMinor }) => sum + amountMinor - refundedMinor - disputeLostMinor, 0);
  const last = sessions[0];
  return (
    <Page
      width="narrow"
      title={<span className="break-words">{named ?? `Visitor ${visitorId.slice(0, 8)}`}</span>}
      lead={
        <span className="flex flex-col gap-1">
          <Link to={`/w/${website.websiteId}/visitors`} className="order-first hover:underline">
            ← Visitors
          </Link>
          <span className="flex flex-wrap items-center gap-x-2">
            {[last?.place, [last?.browser, last?.os].filter(Boolean).join(" on ")].filter(Boolean).join(" · ")}
            <CopyLine label="Copy the visitor id">{visitorId}</CopyLine>
          </span>
        </span>
      }
    >
      <Figures
        items={[
          { label: "Revenue", value: formatMoney(net, currency, exponent), title: "Net, in the website’s currency" },
          { label: "Sessions", value: formatNumber(sessionCount) },
          { label: "First seen", value: <RelativeTime at={firstSeenAt} timezone={timezone} /> },
          { label: "Last seen", value: <RelativeTime at={lastSeenAt} timezone={timezone} /> },
        ]}
      />
      {identities.length > 0 ? (
        <Panel title="Known as">
          <ul className="flex flex-wrap gap-2">
            {identities.map(({ kind, value }) => (
              <li key={`${kind}-${value}`} className="max-w-full truncate">
                <Badge tone="soft">{KINDS[kind]}</Badge> <span className="text-[13px]">{value}</span>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
      {payments.length > 0 ? (
        <Panel title="Payments" flush>
          <ul className="divide-y divide-line">
            {payments.map((payment) => (
              <li key={payment.paymentId}>
                <Link to={`/w/${website.websiteId}/payments/${payment.paymentId}`} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-sunken">
                  <span className="flex items-center gap-3 font-medium">
                    <PaymentAmount payment={payment} /> <StatusBadge status={payment.status} />
                  </span>
                  <span className="flex items-center gap-3">
                    <LinkBadge method={payment.link.method} confidence={payment.link.confidence} />
                    <RelativeTime at={payment.paidAt} timezone={timezone} className="text-soft" />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
      <h2 className="-mb-2 font-semibold">{sessionCount === 1 ? "The visit" : `${formatNumber(sessionCount)} visits, the latest first`}</h2>
      {sessions.map((session, index) => (
        <VisitPanel key={session.sessionId} session={session} number={sessionCount - index} timezone={timezone} />
      ))}
      {sessions.length < sessionCount ? <p className="text-soft">Older visits than these {sessions.length} are not shown.</p> : null}
    </Page>
  );
}
