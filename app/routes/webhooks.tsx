import type { LoaderFunctionArgs } from "@remix-run/node";
import { Form, Link, useLoaderData, useLocation, useSearchParams } from "@remix-run/react";
import { Search, Webhook } from "lucide-react";
import { Page } from "../components/layout/page.tsx";
import { ExportLink } from "../components/reports/export-link.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Button, ButtonLink } from "../components/ui/button.tsx";
import { CopyLine } from "../components/ui/code-block.tsx";
import { DELIVERY_WORDS, DeliveryBadge } from "../components/ui/delivery-badge.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Field } from "../components/ui/field.tsx";
import { Pagination } from "../components/ui/pagination.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { RelativeTime } from "../components/ui/relative-time.tsx";
import { Select } from "../components/ui/select.tsx";
import { ROW_LINK, Table } from "../components/ui/table.tsx";
import { usePoll } from "../components/ui/use-poll.ts";
import { pageTitle } from "../page-title.ts";
import { load } from "../trpc-errors.ts";

const RESULTS = ["refused", ...Object.keys(DELIVERY_WORDS)] as ("refused" | keyof typeof DELIVERY_WORDS)[];
const SCOPES = ["website", "all", "unclaimed"] as const;
const LOOK_AGAIN_MS = 4_000;

export const meta = pageTitle("Webhooks");

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const { searchParams: query, search } = new URL(request.url);
  const websiteId = params["websiteId"] ?? "";
  return load(request, async () => {
    const [website, log] = await Promise.all([
      context.trpc.websites.get({ websiteId }),
      context.trpc.webhooks.list({
        websiteId,
        scope: SCOPES.find((scope) => scope === query.get("scope")) ?? "website",
        result: RESULTS.find((result) => result === query.get("result")),
        type: query.get("type")?.trim() || undefined,
        q: query.get("q") ?? undefined,
        cursor: query.get("cursor") ?? undefined,
      }),
    ]);
    return { website, log, search };
  });
}

type Delivery = Awaited<ReturnType<typeof loader>>["log"]["deliveries"][number];

export default function Webhooks() {
  const loaded = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const { pathname, search } = useLocation();
  const live = !query.has("cursor");
  const polled = usePoll<typeof loader>(pathname + search, { everyMs: LOOK_AGAIN_MS, active: live });
  // What was asked with other filters comes too late to be shown.
  const { website, log } = polled && live && polled.search === loaded.search ? polled : loaded;
  const filtered = ["q", "result", "type", "scope"].some((name) => query.get(name));
  return (
    <Page
      title="Webhooks"
      lead="Every delivery that came from Stripe, refused ones too, and what it did. Kept for 90 days."
      actions={
        <>
          {live ? <Badge tone="gain">Live</Badge> : null}
          {log.deliveries.length > 0 ? <ExportLink table="deliveries" ask={Object.fromEntries(query)} /> : null}
        </>
      }
    >
      <Form method="get" role="search" className="grid grid-cols-2 items-end gap-3 *:min-w-0 max-lg:*:first:col-span-2 lg:grid-cols-[minmax(0,1fr)_180px_230px_190px_auto]">
        <Field label="Event, Stripe or payment id" name="q" defaultValue={query.get("q") ?? ""} placeholder="evt_…, pi_…, cs_…, pay_…" />
        <Select label="Result" name="result" defaultValue={query.get("result") ?? ""} options={[{ value: "", label: "Every result" }, { value: "refused", label: "Refused, for any reason" }, ...Object.entries(DELIVERY_WORDS).map(([value, [, label]]) => ({ value, label }))]} />
        <Field label="Type" name="type" list="event-types" defaultValue={query.get("type") ?? ""} placeholder="charge.refunded" />
        <datalist id="event-types">
          {[...new Set(log.deliveries.flatMap(({ type }) => type ?? []))].sort().map((type) => (
            <option key={type} value={type} />
          ))}
        </datalist>
        <Select label="Of" name="scope" defaultValue={query.get("scope") ?? "website"} options={[{ value: "website", label: "This website" }, { value: "all", label: "All your websites" }, ...(log.mayReadUnclaimed ? [{ value: "unclaimed", label: "No website (shared)" }] : [])]} />
        <Button quiet>
          <Search size={16} aria-hidden /> Show
        </Button>
      </Form>
      <Panel flush>
        {log.deliveries.length > 0 ? (
          <Table caption="Deliveries, newest first" rows={log.deliveries} keyOf={({ deliveryId }) => deliveryId} columns={columnsFor(website, query.get("scope") ?? "website")} />
        ) : filtered ? (
          <Empty title="No delivery fits" icon={<Search size={22} aria-hidden />} action={<ButtonLink quiet to=".">Show all</ButtonLink>}>
            Ids are found whole; of an event’s id the beginning is enough. If Stripe says that it delivered an event that is not here, it went to another address.
          </Empty>
        ) : (
          <Empty title="No delivery yet" icon={<Webhook size={22} aria-hidden />} action={<ButtonLink to="../setup?step=stripe">Connect Stripe</ButtonLink>}>
            Here will be every event that Stripe sends to <CopyLine label="Copy the address">{website.webhookUrl}</CopyLine>
          </Empty>
        )}
      </Panel>
      <Pagination nextCursor={log.nextCursor} shown={log.deliveries.length} noun="deliveries" />
    </Page>
  );
}

function columnsFor(website: { websiteId: string; timezone: string }, scope: string) {
  return [
    {
      id: "type", label: "Type", phone: "title" as const,
      cell: (row: Delivery) => (
        <>
          <Link to={`/w/${row.websiteId ?? website.websiteId}/webhooks/${row.deliveryId}`} className={ROW_LINK}>
            {row.type ?? "Not an event"}
          </Link>
          <span className="block truncate text-xs text-soft">{row.says ?? row.eventId ?? ""}</span>
        </>
      ),
    },
    { id: "result", label: "Result", width: "w-48", phone: "corner" as const, cell: (row: Delivery) => <DeliveryBadge result={row.result} /> },
    ...(scope === "all" ? [{ id: "website", label: "Website", width: "w-36", cell: (row: Delivery) => row.websiteName ?? "none" }] : []),
    { id: "id", label: "Event", width: "w-48", phone: "hidden" as const, cell: (row: Delivery) => <code className="text-xs text-soft">{row.eventId ?? "–"}</code> },
    {
      id: "payment", label: "Payment", width: "w-32",
      cell: (row: Delivery) => (row.paymentId ? <Link to={`/w/${row.websiteId}/payments/${row.paymentId}`} className="relative text-accent hover:underline">{row.paymentId.slice(0, 12)}…</Link> : <span className="text-soft">–</span>),
    },
    { id: "mode", label: "Mode", width: "w-16", phone: "hidden" as const, cell: (row: Delivery) => (row.livemode === null ? "–" : row.livemode ? "live" : "test") },
    { id: "attempts", label: "Tries", width: "w-14", right: true, phone: "hidden" as const, cell: (row: Delivery) => row.attempts },
    { id: "duration", label: "Took", width: "w-20", right: true, phone: "hidden" as const, cell: (row: Delivery) => `${row.durationMs} ms` },
    { id: "time", label: "Time", width: "w-36", right: true, cell: (row: Delivery) => <RelativeTime at={row.receivedAt} timezone={website.timezone} className="text-soft" /> },
  ];
}
