import { createWorkspace, localize, narrow } from "./dictionary.ts";
import type { Column, DictColumn } from "./dictionary.ts";
import type { Lists } from "./visits-segment.ts";

export type Numbers = ArrayLike<number>;
/** Where each row (or item) of the new columns comes from: a place in the base, or -1 - a place among what is added. */
export type Origins = Int32Array;

const picked = createWorkspace();

/** The rows of a base that are not replaced, and those that are added, both ordered: `compare` tells which of an added and a base row comes first. */
export function mergeRows(rows: { base: number; added: number; isReplaced: (row: number) => boolean; compare: (added: number, row: number) => number }): Origins {
  const origins = new Int32Array(rows.base + rows.added);
  let [length, next] = [0, 0];
  for (let row = 0; row < rows.base; row += 1) {
    if (rows.isReplaced(row)) continue;
    for (; next < rows.added && rows.compare(next, row) < 0; next += 1) origins[length++] = -1 - next;
    origins[length++] = row;
  }
  for (; next < rows.added; next += 1) origins[length++] = -1 - next;
  return origins.subarray(0, length);
}

/** Lists of the merged rows, and where each of their items comes from. */
export function mergeLists(rows: Origins, base: Lists, added: Lists): { items: Origins; columns: Lists } {
  const { start, items } = mergeItems(rows, base.start, added.start);
  return { items, columns: { start, value: localize(pickCodes(items, base.value, added.value)), after: pickColumn(items, base.after, added.after) } };
}

/** Where the items of the merged rows begin, and where each comes from. */
export function mergeItems(rows: Origins, base: Numbers, added: Numbers): { start: Column; items: Origins } {
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

export function pickColumn(origins: Origins, base: Numbers, added: Numbers): Column {
  return narrow(pick(origins, base, added, picked(origins.length)));
}

export function pick<Into extends Uint8Array | Uint32Array | Float64Array>(origins: Origins, base: Numbers, added: Numbers, into: Into): Into {
  for (let place = 0; place < origins.length; place += 1) {
    const origin = origins[place] as number;
    into[place] = (origin >= 0 ? base[origin] : added[-1 - origin]) as number;
  }
  return into;
}

/** Codes of the website's dictionary, to be taken before the next are picked. */
export function pickCodes(origins: Origins, base: DictColumn, added: DictColumn): Uint32Array {
  const codes = pick(origins, base.codes, added.codes, picked(origins.length));
  const [mine, theirs] = [base.remap, added.remap];
  for (let place = 0; place < codes.length; place += 1) codes[place] = ((origins[place] as number) >= 0 ? mine : theirs)[codes[place] as number] as number;
  return codes;
}
