import type { AttributionModel } from "../attribution/models.ts";
import type { Dimension } from "../read-model/dimensions.ts";
import { comparedPeriod } from "./compared-period.ts";
import type { Compare } from "./compared-period.ts";
import { addPayments, addVisits, countTogether, createTally, figuresOf } from "./tally.ts";
import type { Figures, Tally } from "./tally.ts";
import { prepareReport } from "./prepare-report.ts";
import type { ReportQuestion, ReportRows } from "./prepare-report.ts";
import { takeTop } from "./take-top.ts";

export type BreakdownRow = Figures & { value: string | null; previous?: Figures };
export type Unattributed = { payments: number; netMinor: number; grossMinor: number; refundedMinor: number };
export type Breakdown = { dimension: Dimension; model: AttributionModel; rows: BreakdownRow[]; other: (Figures & { count: number }) | null; unattributed: Unattributed };
export type BreakdownQuestion = ReportQuestion & { dimension: Dimension; model: AttributionModel; windowDays?: number | null | undefined; limit: number };

/**
 * Visits and revenue by a dimension under an attribution model, by net revenue, then visitors; `other` holds the rows beyond `limit` together. With `compare`
 * each row also has its own figures of the period it is held against.
 */
export async function getBreakdown(question: BreakdownQuestion & { compare?: Compare | undefined }): Promise<Breakdown> {
  const { compare, period, website, dimension, model, limit, windowDays = null } = question;
  const before = compare && comparedPeriod(period, compare, website.timezone);
  const [rows, beforeRows] = await Promise.all([prepareReport(question), before ? prepareReport({ ...question, period: before }) : null]);
  const { tally, unattributed } = count(rows, question);
  const earlier = beforeRows && count(beforeRows, question).tally;
  const values = rows.visits.dictionary(dimension).values;
  const ranked = takeTop(codesOf(tally), limit, (a, b) => netOf(tally, b) - netOf(tally, a) || (tally.visitors[b] as number) - (tally.visitors[a] as number) || compareValues(values[a] ?? null, values[b] ?? null));
  const other = ranked.beyond === 0 ? null : { count: ranked.beyond, ...figuresOf(countTogether(tally, rows, { dimension, model, windowDays }, ranked.top), 0) };
  return {
    dimension,
    model,
    rows: ranked.top.map((code) => ({ value: values[code] ?? null, ...figuresOf(tally, code), ...(earlier ? { previous: figuresOf(earlier, code) } : {}) })),
    other,
    unattributed,
  };
}

function count(rows: ReportRows, { dimension, model, windowDays }: BreakdownQuestion): { tally: Tally; unattributed: Unattributed } {
  const tally = createTally(rows.visits.dictionary(dimension).values.length);
  addVisits(tally, rows, dimension);
  const without = addPayments(tally, rows, { dimension, model, windowDays: windowDays ?? null }, null);
  const { frame } = rows.money;
  const unattributed = { payments: without.length, netMinor: 0, grossMinor: 0, refundedMinor: 0 };
  for (const row of without) {
    const [gross, refunded] = [frame.amount[row] as number, frame.refunded[row] as number];
    unattributed.grossMinor += gross;
    unattributed.refundedMinor += refunded;
    unattributed.netMinor += gross - refunded - (frame.lost[row] as number);
  }
  return { tally, unattributed };
}

/** Values that any session or payment had. Of pages and goals "no value" is no row. */
function* codesOf(tally: Tally): Generator<number> {
  for (let code = 0; code < tally.sessions.length; code += 1) if ((tally.sessions[code] as number) > 0 || (tally.payments[code] as number) > 0) yield code;
}

function netOf(tally: Tally, code: number): number {
  return (tally.gross[code] as number) - (tally.refunded[code] as number) - (tally.lost[code] as number);
}

function compareValues(a: string | null, b: string | null): number {
  return a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;
}
