import { columnTurns } from "./column-turns.ts";
import { localize, narrow } from "./dictionary.ts";
import type { DictColumn } from "./dictionary.ts";
import { SINGLE_DIMENSIONS } from "./dimensions.ts";
import { toVisitsSegment } from "./visits-segment.ts";
import type { Lists, VisitRow, VisitsSegment } from "./visits-segment.ts";

type Numbers = ArrayLike<number>;
/** Where each row (or item) of the new segment comes from: a place in the base, or -1 - a place among what is added. */
type Origins = Int32Array;

/**
 * A segment with the rows of some visitors (their ordinals) replaced by others, column by column, so that a day of a million rows is brought up to date
 * in some milliseconds a column; others get their turn in between. The same as `toVisitsSegment` of all rows.
 */
export async function replaceVisits(base: VisitsSegment, replaced: ReadonlySet<number>, rows: VisitRow[]): Promise<VisitsSegment> {
  const added = await toVisitsSegment(rows);
  const origins = mergeRows(base, replaced, added);
  const { inTurn, columns } = columnTurns(origins.length);
  const number = (read: (segment: VisitsSegment) => Numbers) => inTurn(() => narrow(pick(origins, read(base), read(added), new Uint32Array(origins.length))));
  const lists = (read: (segment: VisitsSegment) => Lists) =>
    inTurn(() => {
      const [mine, theirs] = [read(base), read(added)];
      const { start, items } = mergeItems(origins, mine.start, theirs.start);
      const value = localize(pickCodes(items, mine.value, theirs.value));
      return { items, columns: { start, value, after: narrow(pick(items, mine.after, theirs.after, new Uint32Array(items.length))) } };
    });
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
    goalToCheckout: narrow(pick(goal.items, base.goalToCheckout, added.goalToCheckout, new Uint8Array(goal.items.length))),
  };
}

/** Both in the order of a segment: by start, then visitor. */
function mergeRows(base: VisitsSegment, replaced: ReadonlySet<number>, added: VisitsSegment): Origins {
  const [baseStart, baseVisitor, addedStart, addedVisitor] = [base.startedAt, base.visitor, added.startedAt, added.visitor];
  const origins = new Int32Array(base.rows + added.rows);
  let [length, next] = [0, 0];
  const comesFirst = (row: number) => {
    const gap = (addedStart[next] as number) - (baseStart[row] as number);
    return gap < 0 || (gap === 0 && (addedVisitor[next] as number) < (baseVisitor[row] as number));
  };
  for (let row = 0; row < base.rows; row += 1) {
    if (replaced.has(baseVisitor[row] as number)) continue;
    for (; next < added.rows && comesFirst(row); next += 1) origins[length++] = -1 - next;
    origins[length++] = row;
  }
  for (; next < added.rows; next += 1) origins[length++] = -1 - next;
  return origins.subarray(0, length);
}

function mergeItems(rows: Origins, base: Numbers, added: Numbers): { start: ReturnType<typeof narrow>; items: Origins } {
  const start = new Uint32Array(rows.length + 1);
  for (let row = 0; row < rows.length; row += 1) {
    const origin = rows[row] as number;
    const [from, place] = origin >= 0 ? [base, origin] : [added, -1 - origin];
    start[row + 1] = (start[row] as number) + (from[place + 1] as number) - (from[place] as number);
  }
  const items = new Int32Array(start[rows.length] as number);
  for (let row = 0; row < rows.length; row += 1) {
    const origin = rows[row] as number;
    const first = origin >= 0 ? (base[origin] as number) : -1 - (added[-1 - origin] as number);
    const step = origin >= 0 ? 1 : -1;
    for (let item = start[row] as number, at = first; item < (start[row + 1] as number); item += 1, at += step) items[item] = at;
  }
  return { start: narrow(start), items };
}

function pick<Into extends Uint8Array | Uint32Array | Float64Array>(origins: Origins, base: Numbers, added: Numbers, into: Into): Into {
  for (let place = 0; place < origins.length; place += 1) {
    const origin = origins[place] as number;
    into[place] = (origin >= 0 ? base[origin] : added[-1 - origin]) as number;
  }
  return into;
}

/** Codes of the website's dictionary. */
function pickCodes(origins: Origins, base: DictColumn, added: DictColumn): Uint32Array {
  const codes = pick(origins, base.codes, added.codes, new Uint32Array(origins.length));
  const [mine, theirs] = [base.remap, added.remap];
  for (let place = 0; place < codes.length; place += 1) codes[place] = ((origins[place] as number) >= 0 ? mine : theirs)[codes[place] as number] as number;
  return codes;
}
