import { prepareReport } from "../reports/prepare-report.ts";
import type { ReportQuestion } from "../reports/prepare-report.ts";
import { computeRetention } from "./compute-retention.ts";
import type { Cohort } from "./compute-retention.ts";
import { recentBuckets } from "./recent-buckets.ts";
import type { CohortUnit } from "./recent-buckets.ts";

export type RetentionReport = { unit: CohortUnit; cohorts: ({ start: string } & Cohort)[] };

/** Visitors by the week or month of their first visit, and how many came again in each one after. Filters choose by the first visit. */
export async function getRetention(question: Omit<ReportQuestion, "period"> & { unit: CohortUnit; count: number; now: Date }): Promise<RetentionReport> {
  const { website, filters, unit, count, now } = question;
  const { starts, period } = recentBuckets(unit, count, website.timezone, now);
  const { visits, mask } = await prepareReport({ website, period, filters });
  const first = visits.dictionary("visitor_type").codes.get("new") ?? -1;
  const types = visits.column("visitor_type");
  const cohorts = computeRetention({ rows: visits.rows, visitor: visits.visitor, startedAt: visits.startedAt(), isFirst: (row) => types[row] === first, mask }, starts, period.to.getTime());
  return { unit, cohorts: cohorts.map((cohort, index) => ({ start: new Date(starts[index] as number).toISOString(), ...cohort })) };
}
