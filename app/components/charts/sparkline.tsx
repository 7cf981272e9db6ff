import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";

const WIDTH = 100;
const HEIGHT = 24;

/** The shape of a figure over the period; its numbers are in the chart's table. */
export function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 2) return <div className="h-6" />;
  const x = scaleLinear().domain([0, values.length - 1]).range([0, WIDTH]);
  const y = scaleLinear().domain([Math.min(0, ...values), Math.max(1e-9, ...values)]).range([HEIGHT - 1, 2]);
  const path = line<number>((_, index) => x(index), (value) => y(value))(values) ?? "";
  const below = area<number>((_, index) => x(index), HEIGHT, (value) => y(value))(values) ?? "";
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden className="h-6 w-full overflow-visible">
      <path d={below} className="fill-tint" />
      <path d={path} fill="none" className="stroke-accent" strokeWidth={1.25} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
