import { AppError } from "../shared/app-error.ts";
import { createBucketFinder, listBuckets } from "./bucket-times.ts";
import { comparedPeriod } from "./compared-period.ts";
import type { Compare } from "./compared-period.ts";
import type { Interval, Metric } from "./metrics.ts";
import { PAYMENT_KINDS } from "../read-model/payments-segment.ts";
import { prepareReport } from "./prepare-report.ts";
import type { ReportQuestion, ReportRows } from "./prepare-report.ts";

const HOUR_MS = 3_600_000;
const MAX_POINTS = 5_000;
const RENEWAL = PAYMENT_KINDS.indexOf("subscription_renewal");

export type Point = { start: string } & Partial<Record<Metric, number>>;
export type Timeseries = { interval: Interval; points: Point[] };
type Question = ReportQuestion & { interval: Interval; metrics: readonly Metric[] };

/** Metrics over time, gaps filled; with `compare` also those of the period it is held against. Throws `bad_request` when the interval is too fine for the period. */
export async function getTimeseries(question: Question & { compare?: Compare | undefined }): Promise<Timeseries & { comparison?: { from: string; to: string; points: Point[] } }> {
  const { compare, period, interval, website } = question;
  if (interval === "hour" && (period.to.getTime() - period.from.getTime()) / HOUR_MS > MAX_POINTS) {
    throw new AppError("bad_request", "interval hour is too fine for this period: use day, or a shorter period");
  }
  if (!compare) return { interval, points: await readPoints(question) };
  const before = comparedPeriod(period, compare, website.timezone);
  const [points, comparison] = await Promise.all([readPoints(question), readPoints({ ...question, period: before })]);
  return { interval, points, comparison: { from: before.from.toISOString(), to: before.to.toISOString(), points: comparison } };
}

async function readPoints(question: Question): Promise<Point[]> {
  const { period, interval, metrics, website } = question;
  const starts = listBuckets(period, interval, website.timezone);
  const find = createBucketFinder(starts, period.to.getTime());
  const rows = await prepareReport(question);
  const figures = Object.fromEntries(metrics.map((metric) => [metric, new Float64Array(starts.length)])) as Partial<Record<Metric, Float64Array>>;
  addVisits(rows, find, figures);
  addMoney(rows, find, figures);
  return starts.map((start, bucket) => ({ start: new Date(start).toISOString(), ...Object.fromEntries(metrics.map((metric) => [metric, figures[metric]?.[bucket] ?? 0])) }));
}

type Figures = Partial<Record<Metric, Float64Array>>;

function addVisits({ visits, mask }: ReportRows, find: (at: number) => number, { visitors, sessions, pageviews }: Figures): void {
  if (!visitors && !sessions && !pageviews) return;
  const [startedAt, pageViews, visitor] = [visits.startedAt(), visits.pageViews(), visits.visitor];
  let [last, lastBucket] = [-1, -1];
  for (let row = 0; row < visits.rows; row += 1) {
    if (mask !== null && mask[row] === 0) continue;
    const bucket = find(startedAt[row] as number);
    if (sessions) sessions[bucket] = (sessions[bucket] as number) + 1;
    if (pageviews) pageviews[bucket] = (pageviews[bucket] as number) + (pageViews[row] as number);
    // Within a visitor time never goes back, so a new bucket is one that this visitor was not counted in.
    if (visitors && (visitor[row] !== last || bucket !== lastBucket)) visitors[bucket] = (visitors[bucket] as number) + 1;
    last = visitor[row] as number;
    lastBucket = bucket;
  }
}

function addMoney({ money: { frame, revenue } }: ReportRows, find: (at: number) => number, figures: Figures): void {
  for (const row of revenue) {
    const bucket = find(frame.paidAt[row] as number);
    const net = (frame.amount[row] as number) - (frame.refunded[row] as number) - (frame.lost[row] as number);
    const add = (metric: Metric, amount: number) => {
      const own = figures[metric];
      if (own) own[bucket] = (own[bucket] as number) + amount;
    };
    add("payments", 1);
    add("grossMinor", frame.amount[row] as number);
    add("refundedMinor", frame.refunded[row] as number);
    add("netMinor", net);
    add(frame.kind[row] === RENEWAL ? "renewalMinor" : "newMinor", net);
  }
}
