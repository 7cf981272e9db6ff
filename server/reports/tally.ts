import type { AttributionModel } from "../attribution/models.ts";
import { DIMENSIONS, isManyDimension, isTouchDimension } from "../read-model/dimensions.ts";
import type { Dimension, ManyDimension } from "../read-model/dimensions.ts";
import type { VisitsFrame } from "../read-model/visits-frame.ts";
import { creditPayments } from "./credit-payments.ts";
import { passingRows, rowsOfReturning } from "./filter-rows.ts";
import { ratio } from "./metrics.ts";
import type { ReportRows } from "./prepare-report.ts";
import { createMemory } from "./remember.ts";

export type Figures = {
  visitors: number;
  sessions: number;
  /** Fractional under models that share a payment. */
  payments: number;
  netMinor: number;
  grossMinor: number;
  refundedMinor: number;
  conversionRate: number;
  averageOrderValueMinor: number;
  revenuePerVisitorMinor: number;
};

/** Sums by the code of a value. Rows come by visitor: who was counted last under a code is all it takes to count distinct ones. */
export type Tally = {
  visitors: Uint32Array;
  payers: Uint32Array;
  sessions: Uint32Array;
  payments: Float64Array;
  gross: Float64Array;
  refunded: Float64Array;
  lost: Float64Array;
};

export type CreditQuestion = { dimension: Dimension; model: AttributionModel; windowDays: number | null };
/** Which code a row is counted under; null: its own. */
export type Regroup = Uint32Array | null;

const NOBODY = 0xffff_ffff;
const LEFT_OUT = 0xffff_ffff;

export function createTally(size: number): Tally {
  const [counts, amounts] = [() => new Uint32Array(size), () => new Float64Array(size)];
  return { visitors: counts(), payers: counts(), sessions: counts(), payments: amounts(), gross: amounts(), refunded: amounts(), lost: amounts() };
}

type VisitCounts = Pick<Tally, "visitors" | "sessions">;
type Visits = Pick<ReportRows, "visits" | "mask">;
/** What was counted of the rows of a frame: of all, or of those of a mask. */
const counted = createMemory<VisitsFrame | Uint8Array, VisitCounts>(DIMENSIONS.length);
/** Visitors of what is beyond a report's first values. */
const countedTogether = createMemory<VisitsFrame | Uint8Array, number>(DIMENSIONS.length);

/** Counts each session under its value, or once under each of its pages or goals. */
export function addVisits(tally: VisitCounts, rows: Visits, dimension: Dimension): void {
  const counts = counted(rows.mask ?? rows.visits, dimension, () => countVisits(rows, dimension, tally.sessions.length));
  // The dictionary may have grown since, by values that no row of this frame has.
  tally.visitors.set(counts.visitors);
  tally.sessions.set(counts.sessions);
}

function countVisits({ visits, mask }: Visits, dimension: Dimension, size: number): VisitCounts {
  const [visitors, sessions, lastVisitor] = [new Uint32Array(size), new Uint32Array(size), new Uint32Array(size).fill(NOBODY)];
  const { visitor } = visits;
  const picked = passingRows(mask);
  const length = picked?.length ?? visits.rows;
  const lists = isManyDimension(dimension) ? visits.distinct(dimension) : null;
  const codes = isManyDimension(dimension) ? visits.distinct(dimension).codes : visits.column(dimension);
  for (let place = 0; place < length; place += 1) {
    const row = picked === null ? place : (picked[place] as number);
    const who = visitor[row] as number;
    const end = lists === null ? row + 1 : (lists.start[row + 1] as number);
    for (let item = lists === null ? row : (lists.start[row] as number); item < end; item += 1) {
      const code = codes[item] as number;
      sessions[code] = (sessions[code] as number) + 1;
      if (lastVisitor[code] === who) continue;
      lastVisitor[code] = who;
      visitors[code] = (visitors[code] as number) + 1;
    }
  }
  return { visitors, sessions };
}

/**
 * Adds each payment's revenue where it is credited: by the model over its touches; to the linked session for dimensions of the session; whole to each page
 * or goal of the linked session. Returns the payments that nothing is credited with.
 */
export function addPayments(tally: Tally, { money }: ReportRows, { dimension, model, windowDays }: CreditQuestion, regroup: Regroup): number[] {
  const { frame, revenue } = money;
  const lastPayer = new Uint32Array(tally.payers.length);
  const without: number[] = [];
  const add = (own: number, row: number, payments: number, gross: number, refunded: number, lost: number) => {
    const code = regroup === null ? own : (regroup[own] as number);
    if (code === LEFT_OUT) return;
    tally.payments[code] = (tally.payments[code] as number) + payments;
    tally.gross[code] = (tally.gross[code] as number) + gross;
    tally.refunded[code] = (tally.refunded[code] as number) + refunded;
    tally.lost[code] = (tally.lost[code] as number) + lost;
    const who = frame.visitor[row] as number;
    if (who === 0 || lastPayer[code] === who) return;
    lastPayer[code] = who;
    tally.payers[code] = (tally.payers[code] as number) + 1;
  };
  const addWhole = (code: number, row: number) => add(code, row, 1, frame.amount[row] as number, frame.refunded[row] as number, frame.lost[row] as number);
  if (isManyDimension(dimension)) {
    const { start, codes } = frame.distinct(dimension);
    for (const row of revenue) {
      const end = start[row + 1] as number;
      if (start[row] === end) without.push(row);
      for (let item = start[row] as number; item < end; item += 1) addWhole(codes[item] as number, row);
    }
    return without;
  }
  if (!isTouchDimension(dimension)) {
    const codes = frame.session(dimension);
    for (const row of revenue) {
      const linked = frame.linked[row] as number;
      const inWindow = linked >= 0 && (windowDays === null || (frame.touchAt[linked] as number) >= (frame.paidAt[row] as number) - windowDays * 86_400_000);
      if (inWindow) addWhole(codes[row] as number, row);
      else without.push(row);
    }
    return without;
  }
  const { weight, gross, refunded, lost } = creditPayments(frame, model, windowDays);
  const codes = frame.touch(dimension);
  for (const row of revenue) {
    let credited = false;
    for (let touch = frame.touchStart[row] as number; touch < (frame.touchStart[row + 1] as number); touch += 1) {
      const share = weight[touch] as number;
      if (share === 0) continue;
      credited = true;
      add(codes[touch] as number, row, share, gross[touch] as number, refunded[touch] as number, lost[touch] as number);
    }
    if (!credited) without.push(row);
  }
  return without;
}

/**
 * All values of `tally` but those of `except` as one, under code 0. Visitors and payers are counted anew, since one may have had several of the values; sums
 * are as in rows of their own.
 */
export function countTogether(tally: Tally, rows: ReportRows, question: CreditQuestion, except: readonly number[]): Tally {
  const regroup = new Uint32Array(rows.visits.dictionary(question.dimension).values.length);
  for (const code of except) regroup[code] = LEFT_OUT;
  const together = createTally(1);
  let sessions = 0;
  for (let code = 0; code < tally.sessions.length; code += 1) if (regroup[code] !== LEFT_OUT) sessions += tally.sessions[code] as number;
  together.sessions[0] = sessions;
  together.visitors[0] = countedTogether(rows.mask ?? rows.visits, `${question.dimension} ${except.join()}`, () => countVisitorsOf(rows, question.dimension, regroup, sessions));
  addPayments(together, rows, question, regroup);
  return together;
}

/** Visitors with any value that is not left out, of whose sessions `sessions` have one. Who has a single session is counted by it. */
function countVisitorsOf({ visits, mask }: Visits, dimension: Dimension, regroup: Uint32Array, sessions: number): number {
  if (isManyDimension(dimension)) return countVisitorsOfLists({ visits, mask }, dimension, regroup);
  const { visitor } = visits;
  const [rows, codes] = [rowsOfReturning(visits, mask), visits.column(dimension)];
  let [visitors, last] = [sessions, -1];
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place] as number;
    if (regroup[codes[row] as number] === LEFT_OUT) continue;
    const who = visitor[row] as number;
    if (who === last) visitors -= 1;
    last = who;
  }
  return visitors;
}

/** The same of pages or goals: of each visitor, what comes after the first such is not looked at. */
function countVisitorsOfLists({ visits, mask }: Visits, dimension: ManyDimension, regroup: Uint32Array): number {
  const { visitor } = visits;
  const picked = passingRows(mask);
  const length = picked?.length ?? visits.rows;
  const { start, codes } = visits.distinct(dimension);
  let [visitors, last] = [0, -1];
  for (let place = 0; place < length; place += 1) {
    const row = picked === null ? place : (picked[place] as number);
    if (visitor[row] === last) continue;
    const end = start[row + 1] as number;
    let item = start[row] as number;
    while (item < end && regroup[codes[item] as number] === LEFT_OUT) item += 1;
    if (item === end) continue;
    visitors += 1;
    last = visitor[row] as number;
  }
  return visitors;
}

export function figuresOf(tally: Tally, code: number): Figures {
  const [visitors, payments, gross, refunded] = [tally.visitors[code] ?? 0, tally.payments[code] ?? 0, tally.gross[code] ?? 0, tally.refunded[code] ?? 0];
  const netMinor = gross - refunded - (tally.lost[code] ?? 0);
  return {
    visitors,
    sessions: tally.sessions[code] ?? 0,
    payments: Math.round(payments * 1e6) / 1e6,
    netMinor,
    grossMinor: gross,
    refundedMinor: refunded,
    conversionRate: Math.min(1, ratio(tally.payers[code] ?? 0, visitors)),
    averageOrderValueMinor: Math.round(ratio(gross, payments)),
    revenuePerVisitorMinor: Math.round(ratio(netMinor, visitors)),
  };
}
