import type { FunnelDoings } from "./collect-doings.ts";

/** Sessions by visitor, in time within a visitor. */
export type FunnelVisits = {
  rows: number;
  visitor: ArrayLike<number>;
  startedAt: ArrayLike<number>;
  /** 0 for sessions that the filters leave out; null: none is left out. */
  mask: ArrayLike<number> | null;
};

/** Money by visitor, in time within a visitor. `steps`: the bits of the steps that a payment does. */
export type FunnelPayments = { visitor: ArrayLike<number>; paidAt: ArrayLike<number>; netMinor: ArrayLike<number>; isRenewal: ArrayLike<number>; steps: number };

/** Checkouts by visitor. One that began in a session which the filters leave out is left out: in the visitor's latest one by then. */
export type FunnelCheckouts = { visitor: number; at: number }[];

export type FunnelStep = { visitors: number; netMinor: number };

/** What one visitor did, in time: the first `count` places. The same arrays serve one visitor after the other, since there are millions. */
type Own = { count: number; at: Float64Array; does: Uint8Array };

const NOBODY = Infinity;

/**
 * How many visitors did the first steps in this order, each within `windowMs` of the first one, and what those who came this far paid from that moment
 * on. One thing that a visitor did counts for one step. A renewal is money, but no step. Who has no session in the period is no visitor of it. Pure.
 */
export function computeFunnel(visits: FunnelVisits, doings: FunnelDoings, payments: FunnelPayments, options: { steps: number; windowMs: number; checkouts?: { begun: FunnelCheckouts; steps: number } }): FunnelStep[] {
  const { begun, steps: checkoutSteps } = options.checkouts ?? { begun: [], steps: 0 };
  const { mask } = visits;
  const steps = Array.from({ length: options.steps }, () => ({ visitors: 0, netMinor: 0 }));
  const [begunAt, reachedAt] = [new Float64Array(options.steps), new Float64Array(options.steps)];
  const own: Own = { count: 0, at: new Float64Array(64), does: new Uint8Array(64) };
  let [doing, paid, checkout] = [0, 0, 0];
  const { visitor: seenVisitor, row: seenRow, at: seenAt, does: seenDoes } = doings;
  const count = seenVisitor.length;
  /** Whether the first step can be done by other things than those of sessions. */
  const beginsElsewhere = ((payments.steps | checkoutSteps) & 1) !== 0;
  const nextVisitor = (): number => {
    const seen = doing < count ? (seenVisitor[doing] as number) : NOBODY;
    if (!beginsElsewhere) return seen;
    return Math.min(seen, payments.visitor[paid] ?? NOBODY, begun[checkout]?.visitor ?? NOBODY);
  };
  for (let visitor = nextVisitor(); visitor !== NOBODY; visitor = nextVisitor()) {
    own.count = 0;
    let begins = beginsElsewhere;
    for (; doing < count && seenVisitor[doing] === visitor; doing += 1) {
      if (mask !== null && mask[seenRow[doing] as number] === 0) continue;
      const does = seenDoes[doing] as number;
      if ((does & 1) !== 0) begins = true;
      addDoing(own, seenAt[doing] as number, does);
    }
    if (!begins) continue;
    while (paid < payments.visitor.length && (payments.visitor[paid] as number) < visitor) paid += 1;
    while (checkout < begun.length && (begun[checkout]?.visitor as number) < visitor) checkout += 1;
    const [firstPaid, firstCheckout] = [paid, checkout];
    while (payments.visitor[paid] === visitor) paid += 1;
    while (begun[checkout]?.visitor === visitor) checkout += 1;
    const firstRow = checkout > firstCheckout || beginsElsewhere ? findFirst(visits.visitor, visits.rows, visitor) : 0;
    if (beginsElsewhere && visits.visitor[firstRow] !== visitor) continue;
    for (let index = firstCheckout; index < checkout; index += 1) {
      const { at } = begun[index] as FunnelCheckouts[number];
      if (mask === null || mask[rowDuring(visits, firstRow, at)] === 1) addDoing(own, at, checkoutSteps);
    }
    if (payments.steps !== 0) for (let row = firstPaid; row < paid; row += 1) if (payments.isRenewal[row] !== 1) addDoing(own, payments.paidAt[row] as number, payments.steps);
    const reached = walk(own, { begunAt, reachedAt, windowMs: options.windowMs });
    for (let step = 0; step < reached; step += 1) {
      const total = steps[step] as FunnelStep;
      total.visitors += 1;
      for (let row = firstPaid; row < paid; row += 1) if ((payments.paidAt[row] as number) >= (reachedAt[step] as number)) total.netMinor += payments.netMinor[row] as number;
    }
  }
  return steps;
}

/** The first row of a visitor, or where it would stand. */
function findFirst(visitors: ArrayLike<number>, rows: number, visitor: number): number {
  let [low, high] = [0, rows];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((visitors[middle] as number) < visitor) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The visitor's latest session that had begun by then; the first one, if none had. */
function rowDuring({ rows, visitor, startedAt }: FunnelVisits, firstRow: number, at: number): number {
  let row = firstRow;
  while (row + 1 < rows && visitor[row + 1] === visitor[firstRow] && (startedAt[row + 1] as number) <= at) row += 1;
  return row;
}

/** Puts what was done in its place by time, behind what was done at the same moment. */
function addDoing(own: Own, at: number, does: number): void {
  if (own.count === own.at.length) {
    const [times, steps] = [own.at, own.does];
    own.at = new Float64Array(2 * own.count);
    own.does = new Uint8Array(2 * own.count);
    own.at.set(times);
    own.does.set(steps);
  }
  const { at: times, does: steps } = own;
  let place = own.count++;
  for (; place > 0 && (times[place - 1] as number) > at; place -= 1) {
    times[place] = times[place - 1] as number;
    steps[place] = steps[place - 1] as number;
  }
  times[place] = at;
  steps[place] = does;
}

/**
 * How many steps were reached, and into `reachedAt` when each first was. For each step the latest beginning that led to it is kept: an earlier one can't
 * allow more within the window. Steps are tried from the last to the first, so that one doing is one step.
 */
function walk(own: Own, { begunAt, reachedAt, windowMs }: { begunAt: Float64Array; reachedAt: Float64Array; windowMs: number }): number {
  const last = begunAt.length - 1;
  let reached = 0;
  for (let doing = 0; doing < own.count; doing += 1) {
    const at = own.at[doing] as number;
    const does = own.does[doing] as number;
    for (let step = reached < last ? reached : last; step >= 0; step -= 1) {
      if ((does & (1 << step)) === 0) continue;
      const begun = step === 0 ? at : (begunAt[step - 1] as number);
      if (at - begun > windowMs) continue;
      if (step === reached || begun > (begunAt[step] as number)) begunAt[step] = begun;
      if (step < reached) continue;
      reachedAt[step] = at;
      reached = step + 1;
    }
  }
  return reached;
}
