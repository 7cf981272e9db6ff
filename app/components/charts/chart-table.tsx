import { formatMoney, formatNumber } from "../../format/format-figures.ts";
import { nameBucket } from "./chart-point.ts";
import type { ChartProps } from "./revenue-chart.tsx";

/** The chart's figures as a table, for whoever cannot see it or wants the numbers. */
export function ChartTable({ points, currency, exponent, timezone, interval }: ChartProps) {
  const money = (minor: number) => formatMoney(minor, currency, exponent);
  return (
    <details className="mt-3 text-[13px]">
      <summary className="w-max cursor-pointer text-soft hover:text-ink">As a table</summary>
      <div className="mt-2 max-h-72 overflow-y-auto" tabIndex={0} role="region" aria-label="Figures over time">
        <table className="w-full">
          <thead>
            <tr className="text-xs text-soft">
              <th scope="col" className="sticky top-0 bg-panel py-1 text-left font-medium">From</th>
              <th scope="col" className="sticky top-0 bg-panel text-right font-medium">Visitors</th>
              <th scope="col" className="sticky top-0 bg-panel text-right font-medium max-sm:hidden">New</th>
              <th scope="col" className="sticky top-0 bg-panel text-right font-medium max-sm:hidden">Renewals</th>
              <th scope="col" className="sticky top-0 bg-panel text-right font-medium">Refunded</th>
              <th scope="col" className="sticky top-0 bg-panel text-right font-medium">Net</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.start} className="border-t border-line">
                <th scope="row" className="py-1 text-left font-normal">{nameBucket(point.start, interval, timezone)}</th>
                <td className="text-right">{formatNumber(point.visitors)}</td>
                <td className="text-right max-sm:hidden">{money(point.newMinor)}</td>
                <td className="text-right max-sm:hidden">{money(point.renewalMinor)}</td>
                <td className="text-right">{money(point.refundedMinor)}</td>
                <td className="text-right font-medium">{money(point.netMinor)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
