import type { LoaderFunctionArgs } from "@remix-run/node";
import { Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { UsersRound } from "lucide-react";
import { Page } from "../components/layout/page.tsx";
import { ExportLink } from "../components/reports/export-link.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { ButtonLink } from "../components/ui/button.tsx";
import { Empty } from "../components/ui/empty.tsx";
import { Pagination } from "../components/ui/pagination.tsx";
import { Panel } from "../components/ui/panel.tsx";
import { RelativeTime } from "../components/ui/relative-time.tsx";
import { ROW_LINK, Table } from "../components/ui/table.tsx";
import { VisitorFilters } from "../components/visitors/visitor-filters.tsx";
import { formatMoney, formatNumber } from "../format/format-figures.ts";
import { pageTitle } from "../page-title.ts";
import { nameCountry, nameValue } from "../report-state/dimensions.ts";
import { readPeriod } from "../report-state/read-period.ts";
import { load } from "../trpc-errors.ts";

/** The filters' choices are what came in the last 90 days. */
const CHOICES = new URLSearchParams({ period: "90d" });

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams;
  const websiteId = params["websiteId"] ?? "";
  const yesOrNo = (name: string) => (query.get(name) === "true" ? true : query.get(name) === "false" ? false : undefined);
  return load(request, async () => {
    const website = await context.trpc.websites.get({ websiteId });
    const { from, to } = readPeriod(CHOICES, website.timezone, new Date());
    const choices = async (dimension: "source" | "country" | "device") => {
      const { rows } = await context.trpc.reports.breakdown({ websiteId, from, to, dimension, limit: 50 });
      return rows.map(({ value }) => ({ value: value ?? "-", label: nameValue(dimension, value) }));
    };
    const chosen = (name: string) => (query.get(name) ? (query.get(name) === "-" ? "" : (query.get(name) ?? undefined)) : undefined);
    const [page, sources, countries, devices] = await Promise.all([
      context.trpc.visitors.list({ websiteId, source: chosen("source"), country: chosen("country"), device: chosen("device"), identified: yesOrNo("identified"), paid: yesOrNo("paid"), cursor: query.get("cursor") ?? undefined }),
      choices("source"),
      choices("country"),
      choices("device"),
    ]);
    return { website, choices: { sources, countries, devices }, nextCursor: page.nextCursor, visitors: page.visitors.map((visitor) => ({ ...visitor, countryName: visitor.country ? nameCountry(visitor.country) : null })) };
  });
}

export const meta = pageTitle("Visitors");

export default function Visitors() {
  const { website, choices, visitors, nextCursor } = useLoaderData<typeof loader>();
  const [query] = useSearchParams();
  const filtered = ["source", "country", "device", "identified", "paid"].some((name) => query.get(name));
  return (
    <Page title="Visitors" lead="Each is one browser; the last seen stand first." actions={visitors.length > 0 ? <ExportLink table="visitors" ask={Object.fromEntries(query)} /> : undefined}>
      <VisitorFilters choices={choices} />
      <Panel flush>
        {visitors.length === 0 ? (
          filtered ? (
            <Empty title={nextCursor ? "None among these yet" : "No visitor is like that"} action={<ButtonLink quiet to={`/w/${website.websiteId}/visitors`}>Show all visitors</ButtonLink>}>
              {nextCursor ? "The last 2,000 visitors were looked through; the next page goes on from there." : "Take a filter away to see more."}
            </Empty>
          ) : (
            <Empty icon={<UsersRound size={24} aria-hidden />} title="No visitors yet" action={<ButtonLink to={`/w/${website.websiteId}/setup`}>Install the script</ButtonLink>}>
              Everybody who comes to {website.domain} will be here, with where they came from and what they bought.
            </Empty>
          )
        ) : (
          <Table
            caption="Visitors"
            rows={visitors}
            keyOf={({ visitorId }) => visitorId}
            columns={[
              {
                id: "visitor",
                label: "Visitor",
                phone: "title",
                cell: ({ visitorId, identity }) => (
                  <Link to={visitorId} prefetch="intent" className={`block truncate ${ROW_LINK}`}>
                    {identity ?? <span className="font-normal">Visitor {visitorId.slice(0, 8)}</span>}
                  </Link>
                ),
              },
              { id: "source", label: "First came by", cell: ({ source, channel, campaign }) => [source ?? channel ?? "Unknown", campaign].filter(Boolean).join(" · ") },
              { id: "country", label: "Country", width: "w-36", cell: ({ countryName }) => countryName ?? <span className="text-soft">Unknown</span> },
              { id: "device", label: "Device", width: "w-44", cell: ({ browser, os }) => [browser, os].filter(Boolean).join(" on ") || <span className="text-soft">Unknown</span> },
              { id: "sessions", label: "Sessions", width: "w-20", right: true, phone: "hidden", cell: ({ sessions }) => formatNumber(sessions) },
              { id: "revenue", label: "Revenue", width: "w-28", right: true, cell: ({ payments, netMinor }) => (payments > 0 ? <Badge tone="gain">{formatMoney(netMinor, website.currency, website.currencyExponent)}</Badge> : <span className="text-soft">–</span>) },
              { id: "seen", label: "Last seen", width: "w-32", right: true, phone: "corner", cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} timezone={website.timezone} className="text-soft" /> },
            ]}
          />
        )}
      </Panel>
      <Pagination nextCursor={nextCursor} shown={visitors.length} noun={visitors.length === 1 ? "visitor" : "visitors"} />
    </Page>
  );
}
