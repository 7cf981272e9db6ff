/** Sessions by visitor, in time within a visitor. */
export type RetentionVisits = {
  rows: number;
  visitor: ArrayLike<number>;
  startedAt: ArrayLike<number>;
  /** Whether a session is its visitor's very first. */
  isFirst: (row: number) => boolean;
  /** 0 for sessions that the filters leave out; they count for who is in a cohort, not for who came back. */
  mask: ArrayLike<number> | null;
};

export type Cohort = { visitors: number; returned: number[] };

/**
 * Visitors by the bucket of time of their first visit, and how many of them came in each bucket from then on (the first is everybody).
 * `starts`: beginnings of the buckets, ascending; the last one ends at `end`. Pure.
 */
export function computeRetention(visits: RetentionVisits, starts: readonly number[], end: number): Cohort[] {
  const cohorts = starts.map((_, index) => ({ visitors: 0, returned: new Array<number>(starts.length - index).fill(0) }));
  for (let row = 0; row < visits.rows; ) {
    const visitor = visits.visitor[row];
    let cohort = -1;
    let last = -1;
    for (; row < visits.rows && visits.visitor[row] === visitor; row += 1) {
      const at = visits.startedAt[row] as number;
      const bucket = at < end ? bucketOf(starts, at) : -1;
      if (visits.isFirst(row) && (visits.mask === null || visits.mask[row] === 1) && bucket >= 0 && cohort < 0) {
        cohort = bucket;
        (cohorts[cohort] as Cohort).visitors += 1;
      }
      if (cohort < 0 || bucket === last) continue;
      last = bucket;
      const returned = (cohorts[cohort] as Cohort).returned;
      returned[bucket - cohort] = (returned[bucket - cohort] ?? 0) + 1;
    }
  }
  return cohorts;
}

/** The bucket that an instant falls into, -1 before the first. */
export function bucketOf(starts: readonly number[], at: number): number {
  let [low, high] = [-1, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
