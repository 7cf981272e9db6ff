import type { WebsiteRecord } from "../../models/website.ts";
import { AppError } from "../shared/app-error.ts";
import { computeTimeseries } from "./compute-timeseries.ts";
import type { Interval, Metric, Point } from "./compute-timeseries.ts";
import { loadReportData } from "./load-report-data.ts";
import type { Filters } from "./parse-filters.ts";
import type { Period } from "./parse-period.ts";

const HOUR_MS = 3_600_000;
const MAX_POINTS = 5_000;

/** Metrics over time. Throws `bad_request` when the interval is too fine for the period. */
export async function getTimeseries(options: { website: WebsiteRecord; period: Period; filters: Filters; interval: Interval; metrics: readonly Metric[] }): Promise<{ interval: Interval; points: Point[] }> {
  const { period, interval } = options;
  if (interval === "hour" && (period.to.getTime() - period.from.getTime()) / HOUR_MS > MAX_POINTS) {
    throw new AppError("bad_request", "interval hour is too fine for this period: use day, or a shorter period");
  }
  return { interval, points: computeTimeseries(await loadReportData(options), interval, options.metrics) };
}
