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
  const doings: { at: number; steps: number }[] = [];
  let paid = 0;
  for (let row = 0; row < visits.rows; ) {
    const visitor = visits.visitor[row] as number;
    const firstRow = row;
    doings.length = 0;
    for (; row < visits.rows && visits.visitor[row] === visitor; row += 1) if (visits.mask === null || visits.mask[row] === 1) addDoings(visits, row, doings);
    while (checkout < begun.length && (begun[checkout]?.visitor as number) < visitor) checkout += 1;
    for (; begun[checkout]?.visitor === visitor; checkout += 1) {
      const { at } = begun[checkout] as FunnelCheckouts[number];
      let during = row - 1;
      while (during > firstRow && (visits.startedAt[during] as number) > at) during -= 1;
      if (visits.mask === null || visits.mask[during] === 1) doings.push({ at, steps: checkoutSteps });
    }
    while (paid < payments.visitor.length && (payments.visitor[paid] as number) < visitor) paid += 1;
    const firstPaid = paid;
    for (; paid < payments.visitor.length && payments.visitor[paid] === visitor; paid += 1) if (payments.steps !== 0 && !payments.isRenewal[paid]) doings.push({ at: payments.paidAt[paid] as number, steps: payments.steps });
    if (doings.length === 0) continue;
    const reachedAt = walk(doings, options);
    reachedAt.forEach((at, step) => {
      const total = steps[step] as FunnelStep;
      total.visitors += 1;
      for (let row = firstPaid; row < paid; row += 1) if ((payments.paidAt[row] as number) >= at) total.netMinor += payments.netMinor[row] as number;
    });
  }
  return steps;
}

function addDoings(visits: FunnelVisits, row: number, doings: { at: number; steps: number }[]): void {
  const startedAt = visits.startedAt[row] as number;
  for (const { items, steps } of visits.lists) {
    for (let item = items.start[row] as number; item < (items.start[row + 1] as number); item += 1) {
      const does = steps[items.codes[item] as number] as number;
      if (does !== 0) doings.push({ at: startedAt + (items.after[item] as number), steps: does });
    }
  }
}

/**
 * When each step was first reached. For each step the latest beginning that led to it is kept: an earlier one can't allow more within the window.
 * Steps are tried from the last to the first, so that one doing is one step.
 */
function walk(doings: { at: number; steps: number }[], { steps, windowMs }: { steps: number; windowMs: number }): number[] {
  if (doings.length > 1) doings.sort((a, b) => a.at - b.at);
  const begunAt = new Array<number>(steps).fill(-Infinity);
  const reachedAt: number[] = [];
  for (const { at, steps: does } of doings) {
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
