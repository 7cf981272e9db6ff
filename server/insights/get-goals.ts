import { ratio } from "../reports/metrics.ts";
import { prepareReport } from "../reports/prepare-report.ts";
import type { ReportQuestion } from "../reports/prepare-report.ts";
import { addPayments, addVisits, createTally, figuresOf } from "../reports/tally.ts";
import { findPayingVisitors } from "./find-paying-visitors.ts";
import { sumGoals } from "./sum-goals.ts";

export type GoalRow = {
  name: string;
  /** Times it was done, and by how many visitors in how many sessions. */
  count: number;
  visitors: number;
  sessions: number;
  /** Of all visitors of the period, those who did it. */
  conversionRate: number;
  /** Sum of the values that were told with it, in the units of whoever tells them. */
  value: number;
  /** Payments of sessions that did it, and their net revenue. */
  payments: number;
  netMinor: number;
  /** Net revenue of all the period's payments of visitors who did it. */
  visitorNetMinor: number;
};

/** Every goal of a period, most done first, with its conversion and the money of those who did it. */
export async function getGoals(question: ReportQuestion): Promise<{ visitors: number; goals: GoalRow[] }> {
  const rows = await prepareReport(question);
  const { visits, mask, money } = rows;
  const names = visits.dictionary("goal").values;
  const tally = createTally(names.length);
  addVisits(tally, rows, "goal");
  addPayments(tally, rows, { dimension: "goal", model: "last_touch", windowDays: null }, null);
  const ordinals = await findPayingVisitors(question.website._id, money.frame, money.revenue);
  const netOfVisitor = new Map<number, number>();
  money.revenue.forEach((row, index) => {
    const visitor = ordinals[index] as number;
    const net = (money.frame.amount[row] as number) - (money.frame.refunded[row] as number) - (money.frame.lost[row] as number);
    netOfVisitor.set(visitor, (netOfVisitor.get(visitor) ?? 0) + net);
  });
  const sums = sumGoals({ rows: visits.rows, visitor: visits.visitor, mask, lists: visits.lists("goal"), values: visits.goalValues() }, names.length, netOfVisitor);
  const goals = names.flatMap((name, code): GoalRow[] => {
    const sum = sums.goals[code];
    if (name === null || !sum || sum.count === 0) return [];
    const { sessions, visitors, payments, netMinor } = figuresOf(tally, code);
    return [{ name, count: sum.count, visitors, sessions, conversionRate: ratio(visitors, sums.visitors), value: sum.value, payments, netMinor, visitorNetMinor: sum.visitorNetMinor }];
  });
  return { visitors: sums.visitors, goals: goals.sort((a, b) => b.visitors - a.visitors || b.count - a.count || (a.name < b.name ? -1 : 1)) };
}
