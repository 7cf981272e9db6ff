import { columnTurns } from "./column-turns.ts";
import { SINGLE_DIMENSIONS } from "./dimensions.ts";
import { mergeLists, mergeRows, pick, pickCodes, pickColumn } from "./merge-columns.ts";
import type { Numbers } from "./merge-columns.ts";
import { toVisitsSegment } from "./visits-segment.ts";
import type { Lists, VisitRow, VisitsSegment } from "./visits-segment.ts";

/**
 * A segment with the rows of some visitors (their ordinals) replaced by others, column by column, so that a day of a million rows is brought up to date
 * in some milliseconds a column; others get their turn in between. The same as `toVisitsSegment` of all rows.
 */
export async function replaceVisits(base: VisitsSegment, replaced: ReadonlySet<number>, rows: VisitRow[]): Promise<VisitsSegment> {
  const added = await toVisitsSegment(rows);
  const [baseStart, baseVisitor, addedStart, addedVisitor] = [base.startedAt, base.visitor, added.startedAt, added.visitor];
  const origins = mergeRows({
    base: base.rows,
    added: added.rows,
    isReplaced: (row) => replaced.has(baseVisitor[row] as number),
    compare: (next, row) => (addedStart[next] as number) - (baseStart[row] as number) || (addedVisitor[next] as number) - (baseVisitor[row] as number),
  });
  const { inTurn, columns } = columnTurns(origins.length);
  const number = (read: (segment: VisitsSegment) => Numbers) => inTurn(() => pickColumn(origins, read(base), read(added)));
  const lists = (read: (segment: VisitsSegment) => Lists) => inTurn(() => mergeLists(origins, read(base), read(added)));
  const page = await lists((segment) => segment.page);
  const goal = await lists((segment) => segment.goal);
  return {
    rows: origins.length,
    startedAt: await number((segment) => segment.startedAt),
    visitor: await number((segment) => segment.visitor),
    durationMs: await number((segment) => segment.durationMs),
    pageViews: await number((segment) => segment.pageViews),
    goalCount: await number((segment) => segment.goalCount),
    dimensions: await columns(SINGLE_DIMENSIONS, (_, name) => pickCodes(origins, base.dimensions[name], added.dimensions[name])),
    page: page.columns,
    goal: goal.columns,
    goalValue: pick(goal.items, base.goalValue, added.goalValue, new Float64Array(goal.items.length)),
    goalToCheckout: pickColumn(goal.items, base.goalToCheckout, added.goalToCheckout),
  };
}
