/** Sessions by visitor with the goals of each; `values` beside `lists.codes`, NaN where none was told. */
export type GoalVisits = { rows: number; visitor: ArrayLike<number>; mask: ArrayLike<number> | null; lists: { start: ArrayLike<number>; codes: ArrayLike<number> }; values: ArrayLike<number> };

/** How often each goal was done, what it was worth, and what those who did it paid (`netOfVisitor`, by ordinal); and the visitors in all. Pure. */
export function sumGoals(visits: GoalVisits, size: number, netOfVisitor: ReadonlyMap<number, number>): { visitors: number; goals: { count: number; value: number; visitorNetMinor: number }[] } {
  const goals = Array.from({ length: size }, () => ({ count: 0, value: 0, visitorNetMinor: 0 }));
  const lastVisitor = new Array<number>(size).fill(-1);
  let visitors = 0;
  let last = -1;
  for (let row = 0; row < visits.rows; row += 1) {
    if (visits.mask !== null && visits.mask[row] === 0) continue;
    const visitor = visits.visitor[row] as number;
    if (visitor !== last) visitors += 1;
    last = visitor;
    for (let item = visits.lists.start[row] as number; item < (visits.lists.start[row + 1] as number); item += 1) {
      const code = visits.lists.codes[item] as number;
      const goal = goals[code] as { count: number; value: number; visitorNetMinor: number };
      const value = visits.values[item] as number;
      goal.count += 1;
      if (!Number.isNaN(value)) goal.value += value;
      if (lastVisitor[code] !== visitor) goal.visitorNetMinor += netOfVisitor.get(visitor) ?? 0;
      lastVisitor[code] = visitor;
    }
  }
  return { visitors, goals };
}
