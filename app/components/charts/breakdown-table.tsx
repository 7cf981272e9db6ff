import { Link } from "@remix-run/react";
import { formatMoney, formatNumber, formatPercent } from "../../format/format-figures.ts";

type Row = { value: string | null; visitors: number; conversionRate: number; netMinor: number; revenuePerVisitorMinor: number };

/** Rows with a bar as long as their revenue (visitors, while there is none); a click adds a filter. */
export function BreakdownTable({ rows, unattributedMinor, currency, exponent, nameOf, linkTo }: { rows: Row[]; unattributedMinor: number; currency: string; exponent: number; nameOf: (value: string | null) => string; linkTo: (value: string | null) => string }) {
  const byMoney = rows.some(({ netMinor }) => netMinor > 0);
  const size = (row: Row) => (byMoney ? row.netMinor : row.visitors);
  const largest = Math.max(1, ...rows.map(size));
  return (
    <table className="w-full table-fixed">
      <thead>
        <tr className="text-xs text-soft">
          <th className="pb-2 text-left font-normal">Name</th>
          <th className="w-16 pb-2 text-right font-normal">Visitors</th>
          <th className="hidden w-20 pb-2 text-right font-normal sm:table-cell">Conversion</th>
          <th className="w-24 pb-2 text-right font-normal">Revenue</th>
          <th className="hidden w-24 pb-2 text-right font-normal sm:table-cell">Per visitor</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.value ?? ""} className="hover:bg-sunken">
            <td className="relative py-1.5 pr-2">
              <span aria-hidden className="absolute inset-y-0.5 left-0 rounded-sm bg-tint" style={{ width: `${Math.max(0, (size(row) / largest) * 100)}%` }} />
              <Link to={linkTo(row.value)} className="relative block truncate px-2 hover:underline" title={nameOf(row.value)} preventScrollReset>
                {nameOf(row.value)}
              </Link>
            </td>
            <td className="text-right">{formatNumber(row.visitors)}</td>
            <td className="hidden text-right sm:table-cell">{formatPercent(row.conversionRate)}</td>
            <td className="text-right font-medium">{formatMoney(row.netMinor, currency, exponent, true)}</td>
            <td className="hidden text-right sm:table-cell">{formatMoney(row.revenuePerVisitorMinor, currency, exponent)}</td>
          </tr>
        ))}
        {unattributedMinor !== 0 ? (
          <tr className="text-soft">
            <td className="truncate px-2 py-1.5" title="Payments that could not be linked to a visitor">
              Not linked
            </td>
            <td />
            <td className="hidden sm:table-cell" />
            <td className="text-right">{formatMoney(unattributedMinor, currency, exponent, true)}</td>
            <td className="hidden sm:table-cell" />
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}
