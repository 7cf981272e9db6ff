import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData, useLocation, useNavigate, useOutlet, useSearchParams } from "@remix-run/react";
import type { ShouldRevalidateFunctionArgs } from "@remix-run/react";
import { CreditCard } from "lucide-react";
import { Page } from "../components/layout/page.tsx";
import { METHODS, LinkBadge, StatusBadge, STATUSES } from "../components/payments/payment-badges.tsx";
import { PaymentAmount } from "../components/payments/payment-amount.tsx";
import { PaymentFilters } from "../components/payments/payment-filters.tsx";
import { ExportLink } from "../components/reports/export-link.tsx";
import { PeriodPicker } from "../components/reports/period-picker.tsx";
import { ButtonLink } from "../components/ui/button.tsx";
import { Drawer } from "../components/ui/drawer.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Pagination } from "../components/ui/pagination.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { RelativeTime } from "../components/ui/relative-time.tsx";
import { ROW_LINK, Table } from "../components/ui/table.tsx";
import { useHydrated } from "../components/ui/use-hydrated.ts";
import { pageTitle } from "../page-title.ts";
import { readPeriod } from "../report-state/read-period.ts";
import { load } from "../trpc-errors.ts";

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams;
  const websiteId = params["websiteId"] ?? "";
  const choose = <Name extends string>(names: Record<Name, unknown>, asked: string | null) => (asked && Object.hasOwn(names, asked) ? (asked as Name) : undefined);
  return load(request, async () => {
    const website = await context.trpc.websites.get({ websiteId });
    const dated = query.has("period") || query.has("from");
    const period = dated ? readPeriod(query, website.timezone, new Date()) : null;
    const linked = query.get("linked");
    const page = await context.trpc.payments.list({
      websiteId,
      q: query.get("q")?.trim() || undefined,
      status: choose(STATUSES, query.get("status")),
      method: choose(METHODS, query.get("method")),
      linked: linked === "true" ? true : linked === "false" ? false : undefined,
      cursor: query.get("cursor") ?? undefined,
      ...(period ? { from: period.from, to: period.to } : {}),
    });
    return { website, period, ...page };
  });
}

/** The list stays as it is while a payment is opened over it and closed again. */
export function shouldRevalidate({ currentUrl, nextUrl, formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  const reading = !formMethod || formMethod === "GET";
  return reading && currentUrl.pathname !== nextUrl.pathname && currentUrl.search === nextUrl.search ? false : defaultShouldRevalidate;
}

export const meta = pageTitle("Payments");

export default function Payments() {
  const detail = useOutlet({ inDrawer: true });
  const page = useOutlet({ inDrawer: false });
  const hydrated = useHydrated();
  const { state, search } = useLocation();
  const navigate = useNavigate();
  // Opened from the list it slides over it; by its address, or without JavaScript, it is a page of its own.
  const fromList = hydrated && (state as { fromList?: boolean } | null)?.fromList === true;
  if (detail && !fromList) return page;
  return (
    <>
      <PaymentList />
      {detail ? (
        <Drawer title="Payment" onClose={() => navigate({ pathname: ".", search }, { preventScrollReset: true })}>
          {detail}
        </Drawer>
      ) : null}
    </>
  );
}

function PaymentList() {
  const { website, period, payments, nextCursor } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const search = query.toString();
  const filtered = ["q", "status", "linked", "method", "from", "period"].some((name) => query.get(name));
  return (
    <Page title="Payments" lead="Each with the visit that it is credited to, newest first." actions={
        <>
          {payments.length > 0 ? <ExportLink table="payments" ask={{ ...Object.fromEntries(query), ...(period ? { from: period.from, to: period.to } : {}) }} /> : null}
          <PeriodPicker period={period ?? { ...readPeriod(query, website.timezone, new Date()), name: "all", label: "All time" }} />
        </>
      }>
      <PaymentFilters />
      <Panel flush>
        {payments.length === 0 ? (
          filtered ? (
            <Empty title="No payment is like that" action={<ButtonLink quiet to={`/w/${website.websiteId}/payments`}>Show all payments</ButtonLink>}>
              Payments are found by whole e-mail or id. Try a longer period, or fewer filters.
            </Empty>
          ) : (
            <Empty icon={<CreditCard size={24} aria-hidden />} title="No payments yet" action={<ButtonLink to={`/w/${website.websiteId}/setup`}>Connect Stripe</ButtonLink>}>
              A payment appears here a moment after Stripe tells of it, with the visitor and the campaign that it came from.
            </Empty>
          )
        ) : (
          <Table
            caption="Payments"
            rows={payments}
            keyOf={({ paymentId }) => paymentId}
            columns={[
              {
                id: "amount",
                label: "Amount",
                width: "w-44",
                phone: "title",
                cell: (payment) => (
                  <Link to={{ pathname: payment.paymentId, search }} state={{ fromList: true }} preventScrollReset prefetch="intent" className={ROW_LINK}>
                    <PaymentAmount payment={payment} />
                  </Link>
                ),
              },
              { id: "status", label: "Status", width: "w-32", phone: "corner", cell: ({ status }) => <StatusBadge status={status} /> },
              { id: "customer", label: "Customer", cell: ({ customerEmail, customerId }) => customerEmail ?? customerId ?? <span className="text-soft">Unknown</span> },
              { id: "credit", label: "Credited to", cell: ({ touch }) => (touch ? [touch.source ?? touch.channel, touch.campaign].filter(Boolean).join(" · ") : <span className="text-soft">–</span>) },
              { id: "link", label: "Linked by", width: "w-40", cell: ({ link }) => <LinkBadge method={link.method} confidence={link.confidence} /> },
              { id: "time", label: "Paid", width: "w-32", right: true, cell: ({ paidAt }) => <RelativeTime at={paidAt} timezone={website.timezone} className="text-soft" /> },
            ]}
          />
        )}
      </Panel>
      <Pagination nextCursor={nextCursor} shown={payments.length} noun={payments.length === 1 ? "payment" : "payments"} />
    </Page>
  );
}
