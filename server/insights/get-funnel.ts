import type { Dictionary } from "../read-model/dictionary.ts";
import { RENEWAL } from "../read-model/payments-segment.ts";
import type { VisitsFrame } from "../read-model/visits-frame.ts";
import { prepareReport } from "../reports/prepare-report.ts";
import type { ReportQuestion } from "../reports/prepare-report.ts";
import { createMemory } from "../reports/remember.ts";
import type { Money } from "../reports/select-money.ts";
import { collectDoings } from "./collect-doings.ts";
import type { FunnelDoings } from "./collect-doings.ts";
import { computeFunnel } from "./compute-funnel.ts";
import type { FunnelPayments } from "./compute-funnel.ts";
import { findCheckouts } from "./find-checkouts.ts";
import { arePayersKnown, findPayingVisitors } from "./find-paying-visitors.ts";
import type { FunnelStepInput } from "./funnel-steps.ts";
import { matchPath } from "../shared/match-path.ts";

export type FunnelReport = { steps: { label: string; visitors: number; fromFirst: number; fromPrevious: number; left: number; netMinor: number }[] };

/** Of the funnels asked of one period's sessions, 17 bytes a doing; a longer list of doings is collected anew each time. */
const [KEPT, MOST_KEPT] = [2, 4_000_000];
const collected = createMemory<VisitsFrame, FunnelDoings>(KEPT, ({ does }) => does.length <= MOST_KEPT);
const payers = new WeakMap<Money, Promise<Omit<FunnelPayments, "steps">>>();

/** How many visitors of a period did the steps in order, each within `windowDays` of the first, and what they paid from then on. */
export async function getFunnel(question: ReportQuestion & { steps: readonly FunnelStepInput[]; windowDays: number }): Promise<FunnelReport> {
  const rows = await prepareReport(question);
  const { visits, mask, money, withTest } = rows;
  const websiteId = question.website._id;
  const bits = (kind: FunnelStepInput["kind"]) => bitsWhere(question.steps, (step) => step.kind === kind);
  const begun = bits("checkout") === 0 ? [] : await findCheckouts({ websiteId, period: question.period, withTest });
  const counted = computeFunnel(
    { rows: visits.rows, visitor: visits.visitor, startedAt: visits.startedAt(), mask },
    collected(visits, JSON.stringify(question.steps), () => collect(visits, question.steps)),
    { ...(await payersOf(websiteId, money)), steps: bits("paid") },
    { steps: question.steps.length, windowMs: question.windowDays * 86_400_000, checkouts: { begun, steps: bits("checkout") } },
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

function collect(visits: VisitsFrame, steps: readonly FunnelStepInput[]): FunnelDoings {
  const [page, goal] = [visits.lists("page"), visits.lists("goal")];
  const checkout = bitsWhere(steps, ({ kind }) => kind === "checkout");
  return collectDoings({ rows: visits.rows, visitor: visits.visitor, startedAt: visits.startedAt() }, [
    { items: { ...page, after: visits.after("page") }, steps: matchCodes(visits.dictionary("page"), (path) => bitsWhere(steps, (step) => (step.kind === "page" ? matchPath(step.pattern, path) : step.kind === "checkout" && path.includes("/checkout")))) },
    {
      items: { ...goal, after: visits.after("goal") },
      steps: matchCodes(visits.dictionary("goal"), (name) => bitsWhere(steps, (step) => step.kind === "goal" && step.name === name)),
      flagged: { flags: visits.goalsToCheckout(), steps: checkout },
    },
  ], steps[0]?.kind === "page" || steps[0]?.kind === "goal");
}

/** A step mask for each code of a dictionary: patterns are tried once a value, not once a page view. */
function matchCodes(dictionary: Dictionary, stepsOf: (value: string) => number): Uint8Array {
  return Uint8Array.from(dictionary.values, (value) => (value === null ? 0 : stepsOf(value)));
}

function bitsWhere(steps: readonly FunnelStepInput[], does: (step: FunnelStepInput) => boolean): number {
  return steps.reduce((sum, step, index) => (does(step) ? sum | (1 << index) : sum), 0);
}

/** The same for every funnel, so kept beside the money that it is read from, unless it is read from elsewhere too. */
function payersOf(websiteId: string, money: Money): Promise<Omit<FunnelPayments, "steps">> {
  const known = payers.get(money);
  if (known) return known;
  const reading = readPayers(websiteId, money);
  if (!arePayersKnown(money.frame, money.rows)) return reading;
  payers.set(money, reading);
  reading.catch(() => payers.delete(money));
  return reading;
}

/** Linked payments by visitor and time. All of them do the step "paid"; only those in the website's currency are money here. */
async function readPayers(websiteId: string, money: Money): Promise<Omit<FunnelPayments, "steps">> {
  const { frame } = money;
  const ordinals = await findPayingVisitors(websiteId, frame, money.rows);
  const revenue = new Set(money.revenue);
  const linked = money.rows
    .map((row, index) => ({ row, visitor: ordinals[index] as number, paidAt: frame.paidAt[row] as number }))
    .filter(({ visitor }) => visitor >= 0)
    .sort((a, b) => a.visitor - b.visitor || a.paidAt - b.paidAt);
  return {
    visitor: Uint32Array.from(linked, ({ visitor }) => visitor),
    paidAt: Float64Array.from(linked, ({ paidAt }) => paidAt),
    netMinor: Float64Array.from(linked, ({ row }) => (revenue.has(row) ? (frame.amount[row] as number) - (frame.refunded[row] as number) - (frame.lost[row] as number) : 0)),
    isRenewal: Uint8Array.from(linked, ({ row }) => (frame.kind[row] === RENEWAL ? 1 : 0)),
  };
}
