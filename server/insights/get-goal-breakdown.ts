import type { SingleDimension } from "../read-model/dimensions.ts";
import { ratio } from "../reports/metrics.ts";
import { prepareReport } from "../reports/prepare-report.ts";
import type { ReportQuestion } from "../reports/prepare-report.ts";
import { addVisits, createTally } from "../reports/tally.ts";

export type GoalShare = { value: string | null; visitors: number; converted: number; conversionRate: number; count: number; goalValue: number };

const MAX_ROWS = 500;

/** Who did one goal, by a dimension of the session that did it: visitors, those of them who converted, how often and of what value. Most converted first. */
export async function getGoalBreakdown(question: ReportQuestion & { goal: string; dimension: SingleDimension }): Promise<{ rows: GoalShare[]; more: number }> {
  const { goal, dimension } = question;
  const rows = await prepareReport(question);
  const { visits, mask } = rows;
  const values = visits.dictionary(dimension).values;
  const wanted = visits.dictionary("goal").codes.get(goal) ?? -1;
  const all = createTally(values.length);
  addVisits(all, rows, dimension);
  const did = new Uint8Array(visits.rows);
  const counts = new Float64Array(values.length);
  const sums = new Float64Array(values.length);
  const [lists, told, codes] = [visits.lists("goal"), visits.goalValues(), visits.column(dimension)];
  for (let row = 0; row < visits.rows; row += 1) {
    if (mask !== null && mask[row] === 0) continue;
    const code = codes[row] as number;
    for (let item = lists.start[row] as number; item < (lists.start[row + 1] as number); item += 1) {
      if (lists.codes[item] !== wanted) continue;
      did[row] = 1;
      counts[code] = (counts[code] as number) + 1;
      if (!Number.isNaN(told[item])) sums[code] = (sums[code] as number) + (told[item] as number);
    }
  }
  const converted = createTally(values.length);
  addVisits(converted, { ...rows, mask: did }, dimension);
  const shares = values.flatMap((value, code): GoalShare[] => {
    const visitors = all.visitors[code] as number;
    const own = converted.visitors[code] as number;
    return visitors === 0 ? [] : [{ value, visitors, converted: own, conversionRate: ratio(own, visitors), count: counts[code] as number, goalValue: sums[code] as number }];
  });
  shares.sort((a, b) => b.converted - a.converted || b.visitors - a.visitors || ((a.value ?? "") < (b.value ?? "") ? -1 : 1));
  return { rows: shares.slice(0, MAX_ROWS), more: Math.max(0, shares.length - MAX_ROWS) };
}
