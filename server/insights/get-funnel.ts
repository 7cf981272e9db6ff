import type { Dictionary } from "../read-model/dictionary.ts";
import { prepareReport } from "../reports/prepare-report.ts";
import type { ReportQuestion, ReportRows } from "../reports/prepare-report.ts";
import { computeFunnel } from "./compute-funnel.ts";
import type { FunnelPayments } from "./compute-funnel.ts";
import { findCheckouts } from "./find-checkouts.ts";
import { findPayingVisitors } from "./find-paying-visitors.ts";
import type { FunnelStepInput } from "./funnel-steps.ts";
import { matchPath } from "../shared/match-path.ts";

export type FunnelReport = { steps: { label: string; visitors: number; fromFirst: number; fromPrevious: number; left: number; netMinor: number }[] };

const RENEWAL = 2;

/** How many visitors of a period did the steps in order, each within `windowDays` of the first, and what they paid from then on. */
export async function getFunnel(question: ReportQuestion & { steps: readonly FunnelStepInput[]; windowDays: number }): Promise<FunnelReport> {
  const rows = await prepareReport(question);
  const { visits } = rows;
  const bits = (kind: FunnelStepInput["kind"]) => question.steps.reduce((sum, step, index) => (step.kind === kind ? sum | (1 << index) : sum), 0);
  const checkouts = bits("checkout") === 0 ? [] : await findCheckouts({ websiteId: question.website._id, period: question.period, withTest: rows.withTest });
  const [page, goal] = [visits.lists("page"), visits.lists("goal")];
  const counted = computeFunnel(
    {
      rows: visits.rows,
      visitor: visits.visitor,
      startedAt: visits.startedAt(),
      mask: rows.mask,
      lists: [
        { items: { ...page, after: visits.after("page") }, steps: matchCodes(visits.dictionary("page"), (path) => bitsWhere(question.steps, (step) => (step.kind === "page" ? matchPath(step.pattern, path) : step.kind === "checkout" && path.includes("/checkout")))) },
        { items: { ...goal, after: visits.after("goal") }, steps: matchCodes(visits.dictionary("goal"), (name) => bitsWhere(question.steps, (step) => step.kind === "goal" && step.name === name)) },
      ],
    },
    await readPayments(question.website._id, rows, bits("paid")),
    { steps: question.steps.length, windowMs: question.windowDays * 86_400_000, checkouts: { begun: checkouts, steps: bits("checkout") } },
  );
  const first = counted[0]?.visitors ?? 0;
  return {
    steps: question.steps.map((step, index) => {
      const { visitors, netMinor } = counted[index] as { visitors: number; netMinor: number };
      const before = index === 0 ? visitors : (counted[index - 1]?.visitors ?? 0);
      return { label: step.label, visitors, fromFirst: first === 0 ? 0 : visitors / first, fromPrevious: before === 0 ? 0 : visitors / before, left: before - visitors, netMinor };
    }),
  };
}

/** A step mask for each code of a dictionary: patterns are tried once a value, not once a page view. */
function matchCodes(dictionary: Dictionary, stepsOf: (value: string) => number): Uint8Array {
  return Uint8Array.from(dictionary.values, (value) => (value === null ? 0 : stepsOf(value)));
}

function bitsWhere(steps: readonly FunnelStepInput[], does: (step: FunnelStepInput) => boolean): number {
  return steps.reduce((sum, step, index) => (does(step) ? sum | (1 << index) : sum), 0);
}

/** Linked payments by visitor and time. All of them do the step "paid"; only those in the website's currency are money here. */
async function readPayments(websiteId: string, { money }: ReportRows, steps: number): Promise<FunnelPayments> {
  const { frame } = money;
  const ordinals = await findPayingVisitors(websiteId, frame, money.rows);
  const revenue = new Set(money.revenue);
  const rows = money.rows
    .filter((row) => (ordinals.get(row) as number) >= 0)
    .sort((a, b) => (ordinals.get(a) as number) - (ordinals.get(b) as number) || (frame.paidAt[a] as number) - (frame.paidAt[b] as number));
  return {
    visitor: rows.map((row) => ordinals.get(row) as number),
    paidAt: rows.map((row) => frame.paidAt[row] as number),
    netMinor: rows.map((row) => (revenue.has(row) ? (frame.amount[row] as number) - (frame.refunded[row] as number) - (frame.lost[row] as number) : 0)),
    isRenewal: rows.map((row) => frame.kind[row] === RENEWAL),
    steps,
  };
}
