import type { Column, DictColumn } from "./dictionary.ts";

/**
 * Where each row of some segments stands when they are laid out by an owner's number (a visitor's ordinal), days in order within an owner: so that one
 * pass counts distinct owners of any number of values exactly. Rows outside the period stand nowhere.
 */
export type RowOrder = { rows: number; owner: Uint32Array; places: Uint32Array[] };

export const NOWHERE = 0xffff_ffff;

export type Span = { rows: number; ownerOf: (row: number) => number; isInside: (row: number) => boolean };

/** A counting sort: its cost grows with the rows and the highest owner's number. Pure. */
export function orderRows(spans: Span[]): RowOrder {
  let highest = 0;
  for (const { rows, ownerOf } of spans) for (let row = 0; row < rows; row += 1) highest = Math.max(highest, ownerOf(row));
  const next = new Uint32Array(highest + 2);
  for (const { rows, ownerOf, isInside } of spans) for (let row = 0; row < rows; row += 1) if (isInside(row)) next[ownerOf(row) + 1] = (next[ownerOf(row) + 1] as number) + 1;
  for (let owner = 1; owner < next.length; owner += 1) next[owner] = (next[owner] as number) + (next[owner - 1] as number);
  const total = next[next.length - 1] as number;
  const owner = new Uint32Array(total);
  const places = spans.map(({ rows, ownerOf, isInside }) => {
    const place = new Uint32Array(rows).fill(NOWHERE);
    for (let row = 0; row < rows; row += 1) {
      if (!isInside(row)) continue;
      const who = ownerOf(row);
      const at = next[who] as number;
      next[who] = at + 1;
      place[row] = at;
      owner[at] = who;
    }
    return place;
  });
  return { rows: total, owner, places };
}

/** Numbers of the segments' rows, laid out. Pure. */
export function layNumbers<Into extends Float64Array | Uint32Array>(order: RowOrder, into: Into, columns: (Column | Float64Array)[]): Into {
  columns.forEach((column, index) => {
    const place = order.places[index] as Uint32Array;
    for (let row = 0; row < place.length; row += 1) {
      const at = place[row] as number;
      if (at !== NOWHERE) into[at] = column[row] as number;
    }
  });
  return into;
}

/** Codes of the website's dictionary, laid out, in arrays as small as the dictionary allows. Pure. */
export function layCodes(order: RowOrder, columns: DictColumn[], dictionarySize: number): Uint16Array | Uint32Array {
  const into = dictionarySize <= 65_536 ? new Uint16Array(order.rows) : new Uint32Array(order.rows);
  columns.forEach(({ codes, remap }, index) => {
    const place = order.places[index] as Uint32Array;
    for (let row = 0; row < place.length; row += 1) {
      const at = place[row] as number;
      if (at !== NOWHERE) into[at] = remap[codes[row] as number] as number;
    }
  });
  return into;
}

/** Lists (what belongs to row `i` is `start[i]` to `start[i + 1]`), laid out; `copy` is told from where to where each item goes. Pure. */
export function layLists(order: RowOrder, starts: Column[], copy: (segment: number, from: number, to: number) => void): Uint32Array {
  const start = new Uint32Array(order.rows + 1);
  starts.forEach((own, index) => {
    const place = order.places[index] as Uint32Array;
    for (let row = 0; row < place.length; row += 1) {
      const at = place[row] as number;
      if (at !== NOWHERE) start[at + 1] = (own[row + 1] as number) - (own[row] as number);
    }
  });
  for (let row = 1; row < start.length; row += 1) start[row] = (start[row] as number) + (start[row - 1] as number);
  starts.forEach((own, index) => {
    const place = order.places[index] as Uint32Array;
    for (let row = 0; row < place.length; row += 1) {
      const at = place[row] as number;
      if (at === NOWHERE) continue;
      const to = start[at] as number;
      const from = own[row] as number;
      for (let item = 0; item < (own[row + 1] as number) - from; item += 1) copy(index, from + item, to + item);
    }
  });
  return start;
}
