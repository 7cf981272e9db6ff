import { geoEqualEarth, geoPath } from "d3-geo";
import codes from "i18n-iso-countries/codes.json";
import { useNavigate } from "@remix-run/react";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json";
import { formatMoney, formatNumber } from "../../format/format-figures.ts";
import type { BreakdownRow } from "./breakdown-table.tsx";

const [WIDTH, HEIGHT] = [640, 300];
const topology = atlas as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
const NUMBERS = new Map((codes as [string, string, string, string][]).map(([alpha, , number]) => [number, alpha]));
const countries = feature(topology, topology.objects.countries).features.filter(({ id }) => id !== "010");
const path = geoPath(geoEqualEarth().fitSize([WIDTH, HEIGHT], { type: "FeatureCollection", features: countries }));
const SHAPES = countries.map((country, index) => ({ key: `${String(country.id)}-${index}`, alpha: NUMBERS.get(String(country.id)), d: path(country) ?? "" }));

/** The countries, the darker the more they brought (visitors, while there is no revenue). The list beside it holds the same and is what keyboards use. */
export default function WorldMap({ rows, currency, exponent, linkTo }: { rows: readonly BreakdownRow[]; currency: string; exponent: number; linkTo: (value: string | null) => string }) {
  const navigate = useNavigate();
  const byCode = new Map(rows.map((row) => [row.value, row]));
  const byMoney = rows.some(({ netMinor }) => netMinor > 0);
  const size = (row: BreakdownRow) => (byMoney ? row.netMinor : row.visitors);
  const largest = Math.max(1, ...rows.map(size));
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`Map of the world by ${byMoney ? "revenue" : "visitors"}; the figures are in the list`} className="block w-full">
      {SHAPES.map(({ key, alpha, d }) => {
        const row = alpha ? byCode.get(alpha) : undefined;
        return (
          <path key={key} d={d} strokeWidth={0.5} className={`stroke-panel ${row ? "cursor-pointer fill-accent hover:stroke-ink" : "fill-line"}`} fillOpacity={row ? 0.25 + 0.75 * Math.sqrt(Math.max(0, size(row)) / largest) : 1} onClick={row ? () => navigate(linkTo(row.value), { preventScrollReset: true }) : undefined}>
            {row ? <title>{`${row.name}: ${formatNumber(row.visitors)} visitors, ${formatMoney(row.netMinor, currency, exponent)}`}</title> : null}
          </path>
        );
      })}
    </svg>
  );
}
