import { formatMoney, formatNumber } from "../../format/format-figures.ts";
import { nameBucket } from "./chart-point.ts";
import type { ChartPoint } from "./chart-point.ts";
import type { ChartProps } from "./revenue-chart.tsx";

/** All figures of one bucket, beside the pointer; `at` is its place from 0 to 1. */
export function ChartReadout({ point, at, currency, exponent, timezone, interval }: ChartProps & { point: ChartPoint; at: number }) {
  const money = (minor: number) => formatMoney(minor, currency, exponent);
  const rows = [
    ["bg-accent", "Visitors", formatNumber(point.visitors)],
    ["bg-gain-fill", "New revenue", money(point.newMinor)],
    ["bg-gain-light", "Renewals", money(point.renewalMinor)],
    ["bg-loss-fill", "Refunded", money(point.refundedMinor)],
  ];
  return (
    <div aria-hidden className="pointer-events-none absolute top-1 z-10 w-48 rounded border border-line bg-panel p-2.5 text-xs shadow-lift" style={at < 0.5 ? { left: `calc(${at * 100}% + 14px)` } : { right: `calc(${(1 - at) * 100}% + 14px)` }}>
      <p className="mb-1.5 font-medium">{nameBucket(point.start, interval, timezone)}</p>
      {rows.map(([colour, label, value]) => (
        <p key={label} className="flex items-center gap-2 leading-5">
          <span className={`size-2 rounded-sm ${colour}`} />
          <span className="flex-1 text-soft">{label}</span>
          <span>{value}</span>
        </p>
      ))}
      <p className="mt-1 flex justify-between border-t border-line pt-1 font-medium">
        <span>Net</span>
        <span>{money(point.netMinor)}</span>
      </p>
    </div>
  );
}
