import { scaleBand, scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { formatDay, formatMoney, formatNumber } from "../../format/format-figures.ts";

type Point = { start: string; visitors?: number; newMinor?: number; renewalMinor?: number; refundedMinor?: number; netMinor?: number };

const WIDTH = 1_000;
const HEIGHT = 240;

/** Visitors as a line over stacked revenue bars, drawn on the server; each column tells its figures on hover, and a table holds them all. */
export function RevenueChart({ points, currency, exponent, timezone }: { points: Point[]; currency: string; exponent: number; timezone: string }) {
  const x = scaleBand<number>().domain(points.map((_, index) => index)).range([0, WIDTH]).paddingInner(0.3);
  const total = (point: Point) => Math.max(0, point.newMinor ?? 0) + Math.max(0, point.renewalMinor ?? 0) + (point.refundedMinor ?? 0);
  const money = scaleLinear().domain([0, Math.max(1, ...points.map(total))]).nice(4).range([HEIGHT, 8]);
  const people = scaleLinear().domain([0, Math.max(1, ...points.map(({ visitors = 0 }) => visitors))]).nice(4).range([HEIGHT, 8]);
  const path = line<Point>((_, index) => (x(index) ?? 0) + x.bandwidth() / 2, ({ visitors = 0 }) => people(visitors))(points) ?? "";
  const labelled = [...new Set([0, 1, 2, 3].map((third) => Math.round((third * (points.length - 1)) / 3)))];
  return (
    <figure>
      <figcaption className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
        <Key colour="bg-gain" label="New revenue" />
        <Key colour="bg-accent" label="Renewals" />
        <Key colour="bg-loss" label="Refunded" />
        <Key colour="bg-ink" label="Visitors" thin />
      </figcaption>
      <div className="flex gap-2">
        <Axis ticks={money.ticks(4)} format={(value) => formatMoney(value, currency, exponent, true)} align="right" />
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className="h-48 min-w-0 flex-1 md:h-60" role="img" aria-label="Revenue and visitors over time; the figures are in the table below">
          {money.ticks(4).map((tick) => (
            <line key={tick} x1={0} x2={WIDTH} y1={money(tick)} y2={money(tick)} className="stroke-line" vectorEffect="non-scaling-stroke" />
          ))}
          {points.map((point, index) => {
            const left = x(index) ?? 0;
            const parts = [
              { minor: Math.max(0, point.newMinor ?? 0), colour: "fill-gain" },
              { minor: Math.max(0, point.renewalMinor ?? 0), colour: "fill-accent" },
              { minor: point.refundedMinor ?? 0, colour: "fill-loss" },
            ];
            let below = 0;
            return (
              <g key={point.start} className="group">
                {parts.map(({ minor, colour }) => {
                  const top = money(below + minor);
                  const height = money(below) - top;
                  below += minor;
                  return height > 0 ? <rect key={colour} x={left} width={x.bandwidth()} y={top} height={height} className={`${colour} opacity-80 group-hover:opacity-100`} /> : null;
                })}
                <rect x={left} width={x.step()} y={0} height={HEIGHT} className="fill-ink opacity-0 group-hover:opacity-5">
                  <title>{`${formatDay(point.start, timezone)}\n${formatNumber(point.visitors ?? 0)} visitors\n${formatMoney(point.netMinor ?? 0, currency, exponent)} net\n${formatMoney(point.newMinor ?? 0, currency, exponent)} new, ${formatMoney(point.renewalMinor ?? 0, currency, exponent)} renewals\n${formatMoney(point.refundedMinor ?? 0, currency, exponent)} refunded`}</title>
                </rect>
              </g>
            );
          })}
          <path d={path} fill="none" className="pointer-events-none stroke-ink" strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
        </svg>
        <Axis ticks={people.ticks(4)} format={formatNumber} align="left" />
      </div>
      <div className="mt-2 flex justify-between px-12 text-[11px] whitespace-nowrap text-soft md:px-16" aria-hidden>
        {points.filter((_, index) => labelled.includes(index)).map(({ start }) => (
          <span key={start}>{formatDay(start, timezone)}</span>
        ))}
      </div>
      <details className="mt-3 text-xs text-soft">
        <summary className="cursor-pointer">As a table</summary>
        <div className="mt-2 max-h-64 overflow-auto">
          <table className="w-full">
            <thead>
              <tr className="text-left">
                <th className="py-1">From</th>
                <th className="text-right">Visitors</th>
                <th className="text-right">Net</th>
                <th className="text-right">Refunded</th>
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.start} className="border-t border-line">
                  <td className="py-1">{formatDay(point.start, timezone)}</td>
                  <td className="text-right">{formatNumber(point.visitors ?? 0)}</td>
                  <td className="text-right">{formatMoney(point.netMinor ?? 0, currency, exponent)}</td>
                  <td className="text-right">{formatMoney(point.refundedMinor ?? 0, currency, exponent)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function Key({ colour, label, thin = false }: { colour: string; label: string; thin?: boolean }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className={`inline-block w-3 ${thin ? "h-0.5" : "h-3 rounded-sm"} ${colour}`} />
      {label}
    </span>
  );
}

function Axis({ ticks, format, align }: { ticks: number[]; format: (value: number) => string; align: "left" | "right" }) {
  return (
    <div aria-hidden className={`flex h-48 w-10 shrink-0 flex-col-reverse justify-between text-[11px] text-soft md:h-60 md:w-14 ${align === "right" ? "text-right" : "text-left"}`}>
      {ticks.map((tick) => (
        <span key={tick} className="-my-2">
          {format(tick)}
        </span>
      ))}
    </div>
  );
}
