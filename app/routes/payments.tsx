import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { Button } from "../components/ui/button.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { LinkBadge, StatusBadge } from "../components/ui/payment-badges.tsx";
import { formatMoney, formatTime } from "../format/format-figures.ts";
import { load } from "../trpc-errors.ts";

const STATUSES = ["succeeded", "pending", "failed", "partially_refunded", "refunded", "disputed"] as const;

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams;
  const websiteId = params["websiteId"] ?? "";
  return load(request, async () => {
    const linked = query.get("linked");
    const [website, page] = await Promise.all([
      context.trpc.websites.get({ websiteId }),
      context.trpc.payments.list({
        websiteId,
        q: query.get("q") ?? undefined,
        status: STATUSES.find((status) => status === query.get("status")),
        linked: linked === "true" ? true : linked === "false" ? false : undefined,
        cursor: query.get("cursor") ?? undefined,
      }),
    ]);
    return { website, ...page };
  });
}

export default function Payments() {
  const { website, payments, nextCursor } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const next = new URLSearchParams(query);
  if (nextCursor) next.set("cursor", nextCursor);
  const select = "h-9 rounded border border-line bg-panel px-2 text-ink";
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-5">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">Payments</h1>
        <Form method="get" className="flex flex-wrap gap-2">
          <input name="q" defaultValue={query.get("q") ?? ""} placeholder="E-mail or id" aria-label="E-mail or id" className={`${select} w-44`} />
          <select name="status" defaultValue={query.get("status") ?? ""} aria-label="Status" className={select}>
            <option value="">Every status</option>
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {status.replace("_", " ")}
              </option>
            ))}
          </select>
          <select name="linked" defaultValue={query.get("linked") ?? ""} aria-label="Link" className={select}>
            <option value="">Linked or not</option>
            <option value="true">Linked</option>
            <option value="false">Not linked</option>
          </select>
          <Button quiet>Show</Button>
        </Form>
      </header>
      <Panel>
        {payments.length === 0 ? (
          <Empty title="No payments here">Payments appear a moment after Stripe tells of them. Check the Webhooks page when one is missing.</Empty>
        ) : (
          <ul className="-my-2 divide-y divide-line">
            {payments.map((payment) => (
              <li key={payment.paymentId}>
                <Link to={payment.paymentId} className="-mx-2 grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 rounded px-2 py-2.5 hover:bg-sunken md:grid-cols-[150px_120px_minmax(0,1.2fr)_minmax(0,1fr)_120px_150px]">
                  <span className="font-semibold">
                    {payment.refundedMinor + payment.disputeLostMinor > 0 ? (
                      <>
                        <s className="font-normal text-soft">{formatMoney(payment.amountMinor, payment.currency, payment.currencyExponent)}</s>{" "}
                        {formatMoney(payment.amountMinor - payment.refundedMinor - payment.disputeLostMinor, payment.currency, payment.currencyExponent)}
                      </>
                    ) : (
                      formatMoney(payment.amountMinor, payment.currency, payment.currencyExponent)
                    )}
                  </span>
                  <span className="text-right md:text-left">
                    <StatusBadge status={payment.status} />
                  </span>
                  <span className="truncate">{payment.customerEmail ?? payment.customerId ?? "No customer"}</span>
                  <span className="truncate text-right text-soft md:text-left">{payment.touch ? [payment.touch.source ?? payment.touch.channel, payment.touch.campaign].filter(Boolean).join(" · ") : "–"}</span>
                  <span>
                    <LinkBadge method={payment.link.method} confidence={payment.link.confidence} />
                  </span>
                  <time dateTime={payment.paidAt} className="text-right text-soft">
                    {formatTime(payment.paidAt, website.timezone)}
                  </time>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {nextCursor ? (
        <Link to={`?${next.toString()}`} className="self-center font-medium text-accent underline">
          Older payments
        </Link>
      ) : null}
    </div>
  );
}
