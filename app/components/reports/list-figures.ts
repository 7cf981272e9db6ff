import { formatDuration, formatMoney, formatNumber, formatPercent } from "../../format/format-figures.ts";
import type { OverviewFigure } from "./overview-figures.tsx";

type Overview = { visitors: number; conversionRate: number; revenuePerVisitorMinor: number; averageOrderValueMinor: number; bounceRate: number; averageSessionSeconds: number; revenue: { netMinor: number; refundedMinor: number } };
type Point = { visitors?: number | undefined; netMinor?: number | undefined; grossMinor?: number | undefined; refundedMinor?: number | undefined; payments?: number | undefined };

/** The overview's figures in their order, each with how it was before and its shape over the period. */
export function listFigures({ overview, before, points, currency, exponent }: { overview: Overview; before: Overview | null; points: readonly Point[]; currency: string; exponent: number }): OverviewFigure[] {
  const figure = (label: string, says: string, read: (of: Overview) => number, write: (value: number) => string, shape: ((point: Point) => number) | null, less = false): OverviewFigure => {
    const then = before ? read(before) : null;
    return { label, says, value: write(read(overview)), now: read(overview), then, thenText: then === null ? null : write(then), points: shape ? points.map(shape) : null, less };
  };
  const money = (minor: number) => formatMoney(minor, currency, exponent, true);
  const share = (part = 0, whole = 0) => (whole > 0 ? part / whole : 0);
  return [
    figure("Visitors", "Different browsers that came", ({ visitors }) => visitors, formatNumber, ({ visitors = 0 }) => visitors),
    figure("Revenue", "Net: refunds and lost disputes are taken off", ({ revenue }) => revenue.netMinor, money, ({ netMinor = 0 }) => netMinor),
    figure("Conversion rate", "Paying visitors of all visitors", ({ conversionRate }) => conversionRate, formatPercent, ({ payments, visitors }) => share(payments, visitors)),
    figure("Revenue / visitor", "Net revenue divided by visitors", ({ revenuePerVisitorMinor }) => revenuePerVisitorMinor, money, ({ netMinor, visitors }) => share(netMinor, visitors)),
    figure("Average order", "What a payment was worth, before refunds", ({ averageOrderValueMinor }) => averageOrderValueMinor, money, ({ grossMinor, payments }) => share(grossMinor, payments)),
    figure("Refunds", "Given back of this period's payments", ({ revenue }) => revenue.refundedMinor, money, ({ refundedMinor = 0 }) => refundedMinor, true),
    figure("Bounce rate", "Visits of one page and no goal", ({ bounceRate }) => bounceRate, formatPercent, null, true),
    figure("Session time", "From first to last sign of a visit, on average", ({ averageSessionSeconds }) => averageSessionSeconds, formatDuration, null),
  ];
}
