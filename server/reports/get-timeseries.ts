import { AppError } from "../shared/app-error.ts";
import { createBucketFinder, listBuckets } from "./bucket-times.ts";
import { comparedPeriod } from "./compared-period.ts";
import type { Compare } from "./compared-period.ts";
import type { Interval, Metric } from "./metrics.ts";
import { PAYMENT_KINDS } from "../read-model/payments-segment.ts";
import type { VisitsFrame } from "../read-model/visits-frame.ts";
import { passingRows } from "./filter-rows.ts";
import { prepareReport } from "./prepare-report.ts";
import type { ReportQuestion, ReportRows } from "./prepare-report.ts";
import { createMemory } from "./remember.ts";

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
  const startedAt = rows.visits.startedAt();
  const buckets = remembered(rows.visits, `${interval} ${starts[0]} ${starts.length}`, () => Uint16Array.from(startedAt, find));
  addVisits(rows, buckets, figures);
  addMoney(rows, find, figures);
  return starts.map((start, bucket) => ({ start: new Date(start).toISOString(), ...Object.fromEntries(metrics.map((metric) => [metric, figures[metric]?.[bucket] ?? 0])) }));
}

type Figures = Partial<Record<Metric, Float64Array>>;

/** The bucket of each of a frame's rows: of its 5,000 at most. */
const remembered = createMemory<VisitsFrame, Uint16Array>(2);

function addVisits({ visits, mask }: ReportRows, buckets: Uint16Array, { visitors, sessions, pageviews }: Figures): void {
  const [pageViews, visitor, picked] = [visits.pageViews(), visits.visitor, passingRows(mask)];
  const length = picked?.length ?? visits.rows;
  let [last, lastBucket] = [-1, -1];
  for (let place = 0; place < length; place += 1) {
    const row = picked === null ? place : (picked[place] as number);
    const bucket = buckets[row] as number;
    if (sessions) sessions[bucket] = (sessions[bucket] as number) + 1;
    if (pageviews) pageviews[bucket] = (pageviews[bucket] as number) + (pageViews[row] as number);
    // Within a visitor time never goes back, so a new bucket is one that this visitor was not counted in.
    if (visitors && (visitor[row] !== last || bucket !== lastBucket)) visitors[bucket] = (visitors[bucket] as number) + 1;
    last = visitor[row] as number;
    lastBucket = bucket;
  }
}

function addMoney({ money: { frame, revenue } }: ReportRows, find: (at: number) => number, figures: Figures): void {
  const { payments, grossMinor, refundedMinor, netMinor, newMinor, renewalMinor } = figures;
  for (const row of revenue) {
    const bucket = find(frame.paidAt[row] as number);
    const [gross, refunded] = [frame.amount[row] as number, frame.refunded[row] as number];
    const net = gross - refunded - (frame.lost[row] as number);
    const byKind = frame.kind[row] === RENEWAL ? renewalMinor : newMinor;
    if (payments) payments[bucket] = (payments[bucket] as number) + 1;
    if (grossMinor) grossMinor[bucket] = (grossMinor[bucket] as number) + gross;
    if (refundedMinor) refundedMinor[bucket] = (refundedMinor[bucket] as number) + refunded;
    if (netMinor) netMinor[bucket] = (netMinor[bucket] as number) + net;
    if (byKind) byKind[bucket] = (byKind[bucket] as number) + net;
  }
}
