import { Link } from "@remix-run/react";
import { formatMoney, formatNumber, formatPercent } from "../../format/format-figures.ts";

export type BreakdownRow = { value: string | null; name: string; visitors: number; conversionRate: number; netMinor: number; revenuePerVisitorMinor: number };
type Props = { label: string; rows: readonly BreakdownRow[]; unattributed: { payments: number; netMinor: number }; currency: string; exponent: number; linkTo: (value: string | null) => string };

const FIGURE = "py-1.5 pl-3 text-right whitespace-nowrap";

/** Rows with a bar as long as their revenue (visitors, while there is none); a click adds a filter. */
export function BreakdownTable({ label, rows, unattributed, currency, exponent, linkTo }: Props) {
  const byMoney = rows.some(({ netMinor }) => netMinor > 0);
  const size = (row: BreakdownRow) => (byMoney ? row.netMinor : row.visitors);
  const largest = Math.max(1, ...rows.map(size));
  const money = (minor: number) => formatMoney(minor, currency, exponent, true);
  return (
    <table className="w-full">
      <thead>
        <tr className="text-xs text-soft">
          <th scope="col" className="w-full pb-1.5 text-left font-normal">{label}</th>
          <th scope="col" className="pb-1.5 pl-3 text-right font-normal">Visitors</th>
          <th scope="col" className="hidden pb-1.5 pl-3 text-right font-normal sm:table-cell" title="Paying visitors of all visitors">Conv.</th>
          <th scope="col" className="pb-1.5 pl-3 text-right font-normal">Revenue</th>
          <th scope="col" className="hidden pb-1.5 pl-3 text-right font-normal whitespace-nowrap sm:table-cell">Per visitor</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.value ?? ""} className="group">
            <td className="relative max-w-0 py-px">
              {size(row) > 0 ? <span aria-hidden className="absolute inset-y-px left-0 rounded-md bg-tint" style={{ width: `${(size(row) / largest) * 100}%` }} /> : null}
              <Link to={linkTo(row.value)} className={`relative block truncate rounded-md px-2 py-1 group-hover:underline ${row.value === null ? "text-soft" : ""}`} title={`Show ${row.name} only`} preventScrollReset>
                {row.name}
              </Link>
            </td>
            <td className={FIGURE}>{formatNumber(row.visitors)}</td>
            <td className={`${FIGURE} hidden text-soft sm:table-cell`}>{row.conversionRate > 0 ? formatPercent(row.conversionRate) : "–"}</td>
            <td className={`${FIGURE} font-medium`}>{row.netMinor !== 0 ? money(row.netMinor) : <span className="font-normal text-soft">–</span>}</td>
            <td className={`${FIGURE} hidden text-soft sm:table-cell`}>{row.revenuePerVisitorMinor !== 0 ? formatMoney(row.revenuePerVisitorMinor, currency, exponent) : "–"}</td>
          </tr>
        ))}
        {unattributed.payments > 0 ? (
          <tr className="text-soft">
            <td className="max-w-0 py-px">
              <span className="block truncate px-2 py-1 italic" title="Payments that are linked to no visitor, or whose visits all lie before the attribution window">
                Not credited
              </span>
            </td>
            <td />
            <td className="hidden sm:table-cell" />
            <td className={FIGURE}>{money(unattributed.netMinor)}</td>
            <td className="hidden sm:table-cell" />
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}
