import { columnTurns } from "./column-turns.ts";
import { localize, narrow } from "./dictionary.ts";
import type { Column, DictColumn } from "./dictionary.ts";
import { SINGLE_DIMENSIONS } from "./dimensions.ts";
import type { SingleDimension } from "./dimensions.ts";

/** Things that a session has any number of, in their order: those of row `i` are `start[i]` to `start[i + 1]`. */
export type Lists = {
  start: Column;
  value: DictColumn;
  /** Milliseconds since the session began. */
  after: Column;
};

/** The sessions that began on one day, by their start. Codes are the website's dictionaries'. */
export type VisitsSegment = {
  rows: number;
  /** Milliseconds since the day's midnight. */
  startedAt: Column;
  /** Ordinals of visitors, the same on all days. */
  visitor: Column;
  durationMs: Column;
  pageViews: Column;
  goalCount: Column;
  dimensions: Record<SingleDimension, DictColumn>;
  page: Lists;
  goal: Lists;
  /** Of each goal in `goal`; NaN where none was told. */
  goalValue: Float64Array;
  /** Of each goal in `goal`: 1 for a click that left for a checkout. */
  goalToCheckout: Column;
};

type Step = { code: number; after: number };

/** One session on its way into a segment. */
export type VisitRow = {
  startedAt: number;
  /** Settles the order of sessions that began at once. */
  visitor: number;
  durationMs: number;
  pageViews: number;
  goalCount: number;
  dimensions: number[];
  pages: Step[];
  goals: (Step & { value: number; toCheckout: 0 | 1 })[];
};

/** The columns of rows in any order. */
export async function toVisitsSegment(unordered: VisitRow[]): Promise<VisitsSegment> {
  const rows = [...unordered].sort((a, b) => a.startedAt - b.startedAt || a.visitor - b.visitor);
  const goals = rows.flatMap((row) => row.goals);
  const { inTurn, columns } = columnTurns(rows.length);
  return {
    rows: rows.length,
    startedAt: narrow(rows.map((row) => row.startedAt)),
    visitor: narrow(rows.map((row) => row.visitor)),
    durationMs: narrow(rows.map((row) => row.durationMs)),
    pageViews: narrow(rows.map((row) => row.pageViews)),
    goalCount: narrow(rows.map((row) => row.goalCount)),
    dimensions: await columns(SINGLE_DIMENSIONS, (index) => rows.map((row) => row.dimensions[index] as number)),
    page: await inTurn(() => toLists(rows.map((row) => row.pages))),
    goal: await inTurn(() => toLists(rows.map((row) => row.goals))),
    goalValue: Float64Array.from(goals, ({ value }) => value),
    goalToCheckout: Uint8Array.from(goals, ({ toCheckout }) => toCheckout),
  };
}

export function toLists(steps: Step[][]): Lists {
  const start = new Uint32Array(steps.length + 1);
  for (let row = 0; row < steps.length; row += 1) start[row + 1] = (start[row] as number) + (steps[row] as Step[]).length;
  const flat = steps.flat();
  return { start: narrow(start), value: localize(flat.map(({ code }) => code)), after: narrow(flat.map(({ after }) => Math.max(0, after))) };
}

/** Lists with each value once a row, where it came first. Pure. */
export function distinctItems({ start, value }: Pick<Lists, "start" | "value">): { start: Column; value: DictColumn } {
  const { codes: items, remap } = value;
  const own = new Uint32Array(start.length);
  const codes = new Uint32Array(items.length);
  const lastRow = new Int32Array(remap.length).fill(-1);
  let kept = 0;
  for (let row = 0; row + 1 < start.length; row += 1) {
    for (let item = start[row] as number; item < (start[row + 1] as number); item += 1) {
      const code = items[item] as number;
      if (lastRow[code] === row) continue;
      lastRow[code] = row;
      codes[kept++] = code;
    }
    own[row + 1] = kept;
  }
  return { start: own, value: { codes: codes.subarray(0, kept), remap } };
}
