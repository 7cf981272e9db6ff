/** Things that belong to sessions: those of row `i` are `start[i]` to `start[i + 1]`; `after` is milliseconds since the session began. */
export type StepLists = { start: ArrayLike<number>; codes: ArrayLike<number>; after: ArrayLike<number> };

/** Sessions by visitor, in time within a visitor. Masks are bits: bit `k` set means "does step `k`". */
export type FunnelVisits = {
  rows: number;
  visitor: ArrayLike<number>;
  startedAt: ArrayLike<number>;
  /** 0 for sessions that the filters leave out; null: none is left out. */
  mask: ArrayLike<number> | null;
  lists: { items: StepLists; steps: Uint8Array }[];
};

/** Money by visitor, in time within a visitor. */
export type FunnelPayments = { visitor: ArrayLike<number>; paidAt: ArrayLike<number>; netMinor: ArrayLike<number>; isRenewal: ArrayLike<boolean>; steps: number };

/** Checkouts by visitor. One that began in a session which the filters leave out is left out: in the visitor's latest one by then. */
export type FunnelCheckouts = { visitor: number; at: number }[];

export type FunnelStep = { visitors: number; netMinor: number };

/**
 * How many visitors did the first steps in this order, each within `windowMs` of the first one, and what those who came this far paid from that moment
 * on. One thing that a visitor did counts for one step. A renewal is money, but no step. Pure.
 */
export function computeFunnel(visits: FunnelVisits, payments: FunnelPayments, options: { steps: number; windowMs: number; checkouts?: { begun: FunnelCheckouts; steps: number } }): FunnelStep[] {
  const { begun, steps: checkoutSteps } = options.checkouts ?? { begun: [], steps: 0 };
  let checkout = 0;
  const steps = Array.from({ length: options.steps }, () => ({ visitors: 0, netMinor: 0 }));
  const doings: Doings = { at: [], steps: [] };
  let paid = 0;
  for (let row = 0; row < visits.rows; ) {
    const visitor = visits.visitor[row] as number;
    const firstRow = row;
    doings.at.length = doings.steps.length = 0;
    for (; row < visits.rows && visits.visitor[row] === visitor; row += 1) if (visits.mask === null || visits.mask[row] === 1) addDoings(visits, row, doings);
    while (checkout < begun.length && (begun[checkout]?.visitor as number) < visitor) checkout += 1;
    for (; begun[checkout]?.visitor === visitor; checkout += 1) {
      const { at } = begun[checkout] as FunnelCheckouts[number];
      let during = row - 1;
      while (during > firstRow && (visits.startedAt[during] as number) > at) during -= 1;
      if (visits.mask === null || visits.mask[during] === 1) addDoing(doings, at, checkoutSteps);
    }
    while (paid < payments.visitor.length && (payments.visitor[paid] as number) < visitor) paid += 1;
    const firstPaid = paid;
    for (; paid < payments.visitor.length && payments.visitor[paid] === visitor; paid += 1) if (payments.steps !== 0 && !payments.isRenewal[paid]) addDoing(doings, payments.paidAt[paid] as number, payments.steps);
    // Who never did the first step did none.
    if (!doings.steps.some((does) => (does & 1) !== 0)) continue;
    const reachedAt = walk(doings, options);
    reachedAt.forEach((at, step) => {
      const total = steps[step] as FunnelStep;
      total.visitors += 1;
      for (let row = firstPaid; row < paid; row += 1) if ((payments.paidAt[row] as number) >= at) total.netMinor += payments.netMinor[row] as number;
    });
  }
  return steps;
}

/** What one visitor did, in time; side by side, since there are millions. */
type Doings = { at: number[]; steps: number[] };

/** They come nearly in time: moves what is out of order back to its place. */
function addDoing({ at: times, steps }: Doings, at: number, does: number): void {
  let place = times.length;
  for (; place > 0 && (times[place - 1] as number) > at; place -= 1) {
    times[place] = times[place - 1] as number;
    steps[place] = steps[place - 1] as number;
  }
  times[place] = at;
  steps[place] = does;
}

function addDoings(visits: FunnelVisits, row: number, doings: Doings): void {
  const startedAt = visits.startedAt[row] as number;
  for (const { items, steps } of visits.lists) {
    for (let item = items.start[row] as number; item < (items.start[row + 1] as number); item += 1) {
      const does = steps[items.codes[item] as number] as number;
      if (does !== 0) addDoing(doings, startedAt + (items.after[item] as number), does);
    }
  }
}

/**
 * When each step was first reached. For each step the latest beginning that led to it is kept: an earlier one can't allow more within the window.
 * Steps are tried from the last to the first, so that one doing is one step.
 */
function walk(doings: Doings, { steps, windowMs }: { steps: number; windowMs: number }): number[] {
  const begunAt = new Array<number>(steps).fill(-Infinity);
  const reachedAt: number[] = [];
  for (let doing = 0; doing < doings.at.length; doing += 1) {
    const [at, does] = [doings.at[doing] as number, doings.steps[doing] as number];
    for (let step = steps - 1; step >= 0; step -= 1) {
      if ((does & (1 << step)) === 0) continue;
      const begun = step === 0 ? at : (begunAt[step - 1] as number);
      if (at - begun > windowMs) continue;
      begunAt[step] = Math.max(begunAt[step] as number, begun);
      reachedAt[step] ??= at;
    }
  }
  return reachedAt;
}
