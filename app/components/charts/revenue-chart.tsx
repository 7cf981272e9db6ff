import { scaleBand, scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { useState } from "react";
import type { KeyboardEvent, PointerEvent } from "react";
import { formatMoney, formatNumber } from "../../format/format-figures.ts";
import type { Interval } from "../../report-state/read-period.ts";
import { axisTicks } from "./axis-ticks.ts";
import { nameBucket, nameTick } from "./chart-point.ts";
import type { ChartPoint } from "./chart-point.ts";
import { ChartReadout } from "./chart-readout.tsx";
import { ChartTable } from "./chart-table.tsx";

const WIDTH = 1_000;
const HEIGHT = 240;
const MOST_TICKS = 6;

export type ChartProps = { points: ChartPoint[]; currency: string; exponent: number; timezone: string; interval: Interval };

/** Visitors as a line over stacked revenue bars, drawn on the server. Pointer or arrow keys tell each bucket's figures; a table holds them all. */
export function RevenueChart(props: ChartProps) {
  const { points, currency, exponent, timezone, interval } = props;
  const [active, setActive] = useState<number | null>(null);
  const x = scaleBand<number>().domain(points.map((_, index) => index)).range([0, WIDTH]).paddingInner(0.25).paddingOuter(0.1);
  const received = (point: ChartPoint) => Math.max(0, point.newMinor) + Math.max(0, point.renewalMinor) + point.refundedMinor;
  const mostMoney = Math.max(...points.map(received), 0);
  const mostPeople = Math.max(...points.map(({ visitors }) => visitors), 0);
  const moneyTicks = axisTicks(mostMoney || 1);
  const peopleTicks = axisTicks(mostPeople);
  const money = scaleLinear().domain([0, moneyTicks.at(-1) ?? 1]).range([HEIGHT, 6]);
  const people = scaleLinear().domain([0, peopleTicks.at(-1) ?? 1]).range([HEIGHT, 6]);
  const middle = (index: number) => (x(index) ?? 0) + x.bandwidth() / 2;
  const path = line<ChartPoint>((_, index) => middle(index), ({ visitors }) => people(visitors))(points) ?? "";
  const every = Math.max(1, Math.ceil(points.length / MOST_TICKS));
  const ticks = points.map((point, index) => ({ ...point, index })).filter(({ index }) => index % every === 0);

  function follow(event: PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    setActive(Math.max(0, Math.min(points.length - 1, Math.floor(((event.clientX - box.left) / box.width) * points.length))));
  }

  function onKeyDown(event: KeyboardEvent) {
    const to = { ArrowLeft: (active ?? points.length) - 1, ArrowRight: (active ?? -1) + 1, Home: 0, End: points.length - 1 }[event.key];
    if (event.key === "Escape") setActive(null);
    if (to === undefined) return;
    event.preventDefault();
    setActive(Math.max(0, Math.min(points.length - 1, to)));
  }

  const shown = active === null ? undefined : points[active];
  const told = points[active ?? points.length - 1];
  return (
    <figure>
      <div className="flex gap-2">
        <Axis ticks={(mostMoney > 0 ? moneyTicks : [0]).map((tick) => [tick, money(tick)])} format={(value) => formatMoney(value, currency, exponent, "tick")} align="right" />
        <div
          role="slider"
          tabIndex={0}
          aria-label="Revenue and visitors over time; the arrow keys go through it"
          aria-valuemin={0}
          aria-valuemax={Math.max(0, points.length - 1)}
          aria-valuenow={active ?? Math.max(0, points.length - 1)}
          aria-valuetext={told ? `${nameBucket(told.start, interval, timezone)}: ${formatNumber(told.visitors)} visitors, ${formatMoney(told.netMinor, currency, exponent)} net, ${formatMoney(told.refundedMinor, currency, exponent)} refunded` : "Nothing"}
          onPointerMove={follow}
          onPointerDown={follow}
          onPointerLeave={() => setActive(null)}
          onBlur={() => setActive(null)}
          onKeyDown={onKeyDown}
          className="relative h-48 min-w-0 flex-1 touch-pan-y rounded-sm md:h-60"
        >
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden className="absolute inset-0 size-full">
            {peopleTicks.map((tick) => (
              <line key={tick} x1={0} x2={WIDTH} y1={people(tick)} y2={people(tick)} className="stroke-line" vectorEffect="non-scaling-stroke" />
            ))}
            {active === null ? null : <rect x={(x(active) ?? 0) - (x.step() - x.bandwidth()) / 2} width={x.step()} y={0} height={HEIGHT} className="fill-sunken" />}
            {points.map((point, index) => (
              <Bar key={point.start} point={point} left={x(index) ?? 0} width={x.bandwidth()} y={money} faded={active !== null && active !== index} />
            ))}
            <path d={path} fill="none" className="stroke-accent" strokeWidth={2} strokeLinejoin="round" strokeLinecap="round" vectorEffect="non-scaling-stroke" />
          </svg>
          {shown && active !== null ? (
            <>
              <span aria-hidden className="pointer-events-none absolute size-2.5 -translate-1/2 rounded-full border-2 border-panel bg-accent" style={{ left: `${middle(active) / 10}%`, top: `${(people(shown.visitors) / HEIGHT) * 100}%` }} />
              <ChartReadout {...props} point={shown} at={middle(active) / WIDTH} />
            </>
          ) : null}
        </div>
        <Axis ticks={peopleTicks.map((tick) => [tick, people(tick)])} format={formatNumber} align="left" />
      </div>
      <div aria-hidden className="relative mt-2 mr-10 ml-14 h-4 text-[11px] leading-4 whitespace-nowrap text-soft md:mr-12 md:ml-18">
        {ticks.map(({ start, index }) => (
          <span key={start} className="absolute -translate-x-1/2 max-sm:nth-[even]:hidden" style={{ left: `${middle(index) / 10}%` }}>
            {nameTick(start, interval, timezone)}
          </span>
        ))}
      </div>
      <ChartTable {...props} />
    </figure>
  );
}

const PARTS = [
  ["newMinor", "fill-gain-fill"],
  ["renewalMinor", "fill-gain-light"],
  ["refundedMinor", "fill-loss-fill"],
] as const;

function Bar({ point, left, width, y, faded }: { point: ChartPoint; left: number; width: number; y: (value: number) => number; faded: boolean }) {
  let below = 0;
  return (
    <g className={faded ? "opacity-50" : ""}>
      {PARTS.map(([key, colour]) => {
        const from = below;
        below += Math.max(0, point[key]);
        return below > from ? <rect key={key} x={left} width={width} y={y(below)} height={y(from) - y(below)} className={colour} /> : null;
      })}
    </g>
  );
}

/** The legend, for the chart's panel head. */
export function ChartKeys() {
  return (
    <ul aria-label="Colours" className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
      {[
        ["size-2.5 rounded-sm bg-gain-fill", "New"],
        ["size-2.5 rounded-sm bg-gain-light", "Renewals"],
        ["size-2.5 rounded-sm bg-loss-fill", "Refunded"],
        ["h-0.5 w-4 bg-accent", "Visitors"],
      ].map(([look, label]) => (
        <li key={label} className="flex items-center gap-1.5">
          <span aria-hidden className={`inline-block ${look}`} />
          {label}
        </li>
      ))}
    </ul>
  );
}

function Axis({ ticks, format, align }: { ticks: [value: number, y: number][]; format: (value: number) => string; align: "left" | "right" }) {
  return (
    <div aria-hidden className={`relative h-48 shrink-0 text-[11px] leading-4 text-soft md:h-60 ${align === "right" ? "w-12 text-right md:w-16" : "w-8 text-left md:w-10"}`}>
      {ticks.map(([value, y]) => (
        <span key={value} className={`absolute -translate-y-1/2 ${align === "right" ? "right-0" : "left-0"}`} style={{ top: `${(y / HEIGHT) * 100}%` }}>
          {format(value)}
        </span>
      ))}
    </div>
  );
}
