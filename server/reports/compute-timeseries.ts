import { TZDate } from "@date-fns/tz";
import type { ReportData } from "./load-report-data.ts";

export type Interval = "hour" | "day" | "week" | "month";
export const INTERVALS: readonly Interval[] = ["hour", "day", "week", "month"];
export type Metric = "visitors" | "sessions" | "pageviews" | "grossMinor" | "refundedMinor" | "netMinor" | "newMinor" | "renewalMinor" | "payments";
export const METRICS: readonly Metric[] = ["visitors", "sessions", "pageviews", "grossMinor", "refundedMinor", "netMinor", "newMinor", "renewalMinor", "payments"];
export type Point = { start: string } & Partial<Record<Metric, number>>;

/** Metrics a bucket of time, gaps filled with zeros; buckets begin on the hour, at midnight, on Monday or on the first, in the website's timezone. Pure. */
export function computeTimeseries(data: ReportData, interval: Interval, metrics: readonly Metric[]): Point[] {
  const starts = listStarts(data.period.from, data.period.to, interval, data.timezone);
  const points = starts.map((start) => ({ start: start.toISOString(), figures: new Map<Metric, number>(), visitors: new Set<string>() }));
  const pointAt = (at: Date) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] as Date) <= at) low = middle;
      else high = middle - 1;
    }
    return points[low];
  };
  const add = (at: Date, metric: Metric, amount: number) => {
    const figures = pointAt(at)?.figures;
    figures?.set(metric, (figures.get(metric) ?? 0) + amount);
  };
  for (const session of data.sessions) {
    pointAt(session.startedAt)?.visitors.add(session.visitorId);
    add(session.startedAt, "sessions", 1);
    add(session.startedAt, "pageviews", session.pageViews);
  }
  for (const payment of data.payments) {
    if (payment.currency !== data.currency || payment.amountMinor === 0) continue;
    const net = payment.amountMinor - payment.refundedMinor - payment.disputeLostMinor;
    add(payment.paidAt, "payments", 1);
    add(payment.paidAt, "grossMinor", payment.amountMinor);
    add(payment.paidAt, "refundedMinor", payment.refundedMinor);
    add(payment.paidAt, "netMinor", net);
    add(payment.paidAt, payment.kind === "subscription_renewal" ? "renewalMinor" : "newMinor", net);
  }
  return points.map(({ start, figures, visitors }) => ({
    start,
    ...Object.fromEntries(metrics.map((metric) => [metric, metric === "visitors" ? visitors.size : (figures.get(metric) ?? 0)])),
  }));
}

/** Beginnings of the buckets that meet [from, to). */
function listStarts(from: Date, to: Date, interval: Interval, timezone: string): Date[] {
  const starts: Date[] = [];
  const local = new TZDate(from.getTime(), timezone);
  if (interval === "hour") {
    const offsetMs = (local.getMinutes() * 60 + local.getSeconds()) * 1_000 + local.getMilliseconds();
    for (let at = from.getTime() - offsetMs; at < to.getTime(); at += 3_600_000) starts.push(new Date(at));
    return starts;
  }
  const back = interval === "week" ? (local.getDay() + 6) % 7 : 0;
  const [year, month, date] = [local.getFullYear(), local.getMonth(), interval === "month" ? 1 : local.getDate() - back];
  for (let step = 0; ; step += 1) {
    const start = new TZDate(year, interval === "month" ? month + step : month, interval === "month" ? 1 : date + step * (interval === "week" ? 7 : 1), 0, 0, 0, 0, timezone);
    if (start.getTime() >= to.getTime()) return starts;
    starts.push(new Date(start.getTime()));
  }
}
