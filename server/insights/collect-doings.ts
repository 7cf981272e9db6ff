/** Things that belong to sessions: those of row `i` are `start[i]` to `start[i + 1]`; `after` is milliseconds since the session began. */
export type StepLists = { start: ArrayLike<number>; codes: ArrayLike<number>; after: ArrayLike<number> };

/** `steps`: by code, the bits of the steps that it does (bit `k`: step `k`); `flagged`: further ones of the items whose flag is 1. */
export type DoingLists = { items: StepLists; steps: Uint8Array; flagged?: { flags: ArrayLike<number>; steps: number } };

/** What visitors did that is a step of a funnel: by visitor, in time within a visitor. `row` is the session, `at` milliseconds since 1970. */
export type FunnelDoings = { visitor: Uint32Array; row: Uint32Array; at: Float64Array; does: Uint8Array };

/**
 * All that was done in sessions (by visitor, in time within a visitor), whatever the filters: each thing once, with all steps that it can be. Where the
 * first step can only be done in sessions (`beginsInSessions`), visitors who never did it are left out. Pure.
 */
export function collectDoings(visits: { rows: number; visitor: ArrayLike<number>; startedAt: ArrayLike<number> }, lists: DoingLists[], beginsInSessions: boolean): FunnelDoings {
  let doings = createDoings(4_096);
  let next = 0;
  let visitorBegins = 0;
  let begins = false;
  let last = -1;
  for (let row = 0; row < visits.rows; row += 1) {
    const visitor = visits.visitor[row] as number;
    if (visitor !== last) {
      if (beginsInSessions && !begins) next = visitorBegins;
      visitorBegins = next;
      begins = false;
      last = visitor;
    }
    for (let list = 0; list < lists.length; list += 1) {
      const { items, steps, flagged } = lists[list] as DoingLists;
      const end = items.start[row + 1] as number;
      for (let item = items.start[row] as number; item < end; item += 1) {
        const does = (steps[items.codes[item] as number] as number) | (flagged !== undefined && flagged.flags[item] === 1 ? flagged.steps : 0);
        if (does === 0) continue;
        if ((does & 1) !== 0) begins = true;
        if (next === doings.at.length) doings = copyDoings(doings, createDoings(2 * next));
        const at = (visits.startedAt[row] as number) + (items.after[item] as number);
        let place = next;
        // They come nearly in time: moves what is out of order back to its place.
        for (; place > visitorBegins && (doings.at[place - 1] as number) > at; place -= 1) move(doings, place - 1, place);
        doings.visitor[place] = visitor;
        doings.row[place] = row;
        doings.at[place] = at;
        doings.does[place] = does;
        next += 1;
      }
    }
  }
  if (beginsInSessions && !begins) next = visitorBegins;
  return { visitor: doings.visitor.slice(0, next), row: doings.row.slice(0, next), at: doings.at.slice(0, next), does: doings.does.slice(0, next) };
}

function createDoings(size: number): FunnelDoings {
  return { visitor: new Uint32Array(size), row: new Uint32Array(size), at: new Float64Array(size), does: new Uint8Array(size) };
}

function copyDoings(from: FunnelDoings, into: FunnelDoings): FunnelDoings {
  into.visitor.set(from.visitor);
  into.row.set(from.row);
  into.at.set(from.at);
  into.does.set(from.does);
  return into;
}

function move({ visitor, row, at, does }: FunnelDoings, from: number, to: number): void {
  visitor[to] = visitor[from] as number;
  row[to] = row[from] as number;
  at[to] = at[from] as number;
  does[to] = does[from] as number;
}
