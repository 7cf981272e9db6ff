import { Link, useParams, useSearchParams } from "@remix-run/react";
import { lazy, Suspense } from "react";
import { DIMENSIONS } from "../../report-state/dimensions.ts";
import type { Dimension } from "../../report-state/dimensions.ts";
import { withFilter, withParams } from "../../report-state/filters.ts";
import { BreakdownTable } from "../charts/breakdown-table.tsx";
import type { BreakdownRow } from "../charts/breakdown-table.tsx";
import { LinkTabs } from "../ui/link-tabs.tsx";
import { Panel } from "../ui/panel.tsx";
import { useSeen } from "../ui/use-seen.ts";
import { ExportLink } from "./export-link.tsx";
import { PANELS } from "./overview-panels.ts";

/** Rows that fit below the map. */
const BESIDE_MAP = 5;

const WorldMap = lazy(() => import("../charts/world-map.tsx"));

export type PanelReport = { id: string; dimension: Dimension; rows: BreakdownRow[]; more: number; unattributed: { payments: number; netMinor: number } };

/** One panel: its tabs, the first rows, and the ways to the whole list and to a file; those are left out of a public dashboard, which belongs to no website's pages. */
export function BreakdownPanel({ report, ask, currency, exponent }: { report: PanelReport; ask?: { from: string; to: string; filters: Record<string, string[]>; model: string; window: string }; currency: string; exponent: number }) {
  const { websiteId } = useParams();
  const [query] = useSearchParams();
  const { id, dimension, rows, more, unattributed } = report;
  const linkTo = (value: string | null) => withFilter(query, dimension, "is", value ?? "");
  const tabs = PANELS.find((panel) => panel.id === id)?.tabs ?? [];
  const search = query.toString();
  return (
    <Panel head={<LinkTabs label={tabs.map((tab) => DIMENSIONS[tab].label).join(", ")} items={tabs.map((tab) => ({ id: tab, label: DIMENSIONS[tab].label, to: withParams(query, { [`tab_${id}`]: tab }), current: tab === dimension }))} />} aside={ask ? <ExportLink table="breakdown" ask={{ ...ask, dimension }} /> : null}>
      <div className="flex h-full flex-col">
        {rows.length === 0 && unattributed.payments === 0 ? (
          <p className="py-10 text-center text-soft">Nothing here in this period.</p>
        ) : (
          <>
            {dimension === "country" ? <MapInSight rows={rows} currency={currency} exponent={exponent} linkTo={linkTo} /> : null}
            <BreakdownTable label={DIMENSIONS[dimension].label} rows={dimension === "country" ? rows.slice(0, BESIDE_MAP) : rows} unattributed={unattributed} currency={currency} exponent={exponent} linkTo={linkTo} />
            <p hidden={!websiteId} className="mt-auto flex gap-4 pt-3 text-[13px]">
              <Link to={`/w/${websiteId}/by/${dimension}${search ? `?${search}` : ""}`} prefetch="intent" className="text-soft underline hover:text-ink">
                {more > 0 ? `Show all ${rows.length + more}` : "Show all"}
                <span className="sr-only"> {DIMENSIONS[dimension].plural.toLowerCase()}</span>
              </Link>
            </p>
          </>
        )}
      </div>
    </Panel>
  );
}

/** The map and its data are only fetched once somebody gets there. */
function MapInSight(props: { rows: BreakdownRow[]; currency: string; exponent: number; linkTo: (value: string | null) => string }) {
  const [box, seen] = useSeen<HTMLDivElement>();
  const place = <div className="aspect-[640/300] rounded bg-sunken" />;
  return (
    <div ref={box} className="mx-auto mb-3 w-full max-w-sm">
      {seen ? (
        <Suspense fallback={place}>
          <WorldMap {...props} />
        </Suspense>
      ) : (
        place
      )}
    </div>
  );
}
