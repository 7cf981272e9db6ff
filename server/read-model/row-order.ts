import { setImmediate } from "node:timers/promises";
import type { Column, DictColumn } from "./dictionary.ts";

/**
 * Where each row of some segments stands when they are laid out by an owner's number (a visitor's ordinal), days in order within an owner: so that one
 * pass counts distinct owners of any number of values exactly. Rows outside the period stand nowhere.
 */
export type RowOrder = { rows: number; owner: Uint32Array; places: Uint32Array[] };

export const NOWHERE = 0xffff_ffff;

/** The owners of a segment's rows, and which rows are inside the period; null: all. */
export type Span = { rows: number; owners: ArrayLike<number>; isInside: ((row: number) => boolean) | null };

/** Rows that are worked on before others get their turn: a few milliseconds. */
const SLICE_ROWS = 100_000;

/** A counting sort, in slices between which others get their turn: its cost grows with the rows and the highest owner's number. */
export async function orderRows(spans: Span[]): Promise<RowOrder> {
  let worked = 0;
  const rest = async (rows: number): Promise<void> => {
    worked += rows;
    if (worked < SLICE_ROWS) return;
    worked = 0;
    await setImmediate();
  };
  let highest = 0;
  for (const { rows, owners } of spans) {
    for (let row = 0; row < rows; row += 1) if ((owners[row] as number) > highest) highest = owners[row] as number;
    await rest(rows);
  }
  const next = new Uint32Array(highest + 2);
  for (const { rows, owners, isInside } of spans) {
    for (let row = 0; row < rows; row += 1) {
      const place = (owners[row] as number) + 1;
      if (isInside === null || isInside(row)) next[place] = (next[place] as number) + 1;
    }
    await rest(rows);
  }
  for (let owner = 1; owner < next.length; owner += 1) next[owner] = (next[owner] as number) + (next[owner - 1] as number);
  const total = next[next.length - 1] as number;
  const owner = new Uint32Array(total);
  const places: Uint32Array[] = [];
  for (const { rows, owners, isInside } of spans) {
    const place = new Uint32Array(rows).fill(NOWHERE);
    for (let row = 0; row < rows; row += 1) {
      if (isInside !== null && !isInside(row)) continue;
      const who = owners[row] as number;
      const at = next[who] as number;
      next[who] = at + 1;
      place[row] = at;
      owner[at] = who;
    }
    places.push(place);
    await rest(rows);
  }
  return { rows: total, owner, places };
}

/** Milliseconds since a day's midnight as ones since 1970. */
export function sinceEpoch(column: Column, midnight: Date): Float64Array {
  const from = midnight.getTime();
  const times = new Float64Array(column.length);
  for (let row = 0; row < times.length; row += 1) times[row] = from + (column[row] as number);
  return times;
}

export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** Numbers of the segments' rows, laid out in the widest kind of array that a segment has them in. Pure. */
export function layNarrow(order: RowOrder, columns: Column[]): Codes {
  const bytes = Math.max(1, ...columns.map(({ BYTES_PER_ELEMENT }) => BYTES_PER_ELEMENT));
  return layNumbers(order, createCodes(order.rows, 256 ** bytes), columns);
}

/** Numbers of the segments' rows, laid out. Pure. */
export function layNumbers<Into extends Float64Array | Codes>(order: RowOrder, into: Into, columns: (Column | Float64Array)[]): Into {
  columns.forEach((column, index) => {
    const place = order.places[index] as Uint32Array;
    for (let row = 0; row < place.length; row += 1) {
      const at = place[row] as number;
      if (at !== NOWHERE) into[at] = column[row] as number;
    }
  });
  return into;
}

/** The smallest array that holds any code of a dictionary of this size. */
export function createCodes(length: number, dictionarySize: number): Codes {
  return dictionarySize <= 256 ? new Uint8Array(length) : dictionarySize <= 65_536 ? new Uint16Array(length) : new Uint32Array(length);
}

/** Codes of the website's dictionary, laid out, in arrays as small as the dictionary allows. Pure. */
export function layCodes(order: RowOrder, columns: DictColumn[], dictionarySize: number): Codes {
  const into = createCodes(order.rows, dictionarySize);
  columns.forEach(({ codes, remap }, index) => {
    const place = order.places[index] as Uint32Array;
    for (let row = 0; row < place.length; row += 1) {
      const at = place[row] as number;
      if (at !== NOWHERE) into[at] = remap[codes[row] as number] as number;
    }
  });
  return into;
}

/** Lists (what belongs to row `i` is `start[i]` to `start[i + 1]`), laid out: where the items of each laid-out row begin. Pure. */
export function layStarts(order: RowOrder, starts: Column[]): Uint32Array {
  const start = new Uint32Array(order.rows + 1);
  starts.forEach((own, index) => {
    const place = order.places[index] as Uint32Array;
    for (let row = 0; row < place.length; row += 1) {
      const at = place[row] as number;
      if (at !== NOWHERE) start[at + 1] = (own[row + 1] as number) - (own[row] as number);
    }
  });
  for (let row = 1; row < start.length; row += 1) start[row] = (start[row] as number) + (start[row - 1] as number);
  return start;
}

/** Items of lists, laid out after `start`, the answer of `layStarts`; what has a `remap` is read through it. Pure. */
export function layItems<Into extends Codes | Float64Array>(order: RowOrder, start: Uint32Array, lists: { start: Column; items: Column | Float64Array; remap?: Uint32Array | undefined }[], into: Into): Into {
  lists.forEach(({ start: own, items, remap }, index) => {
    const place = order.places[index] as Uint32Array;
    for (let row = 0; row < place.length; row += 1) {
      const at = place[row] as number;
      if (at === NOWHERE) continue;
      const end = own[row + 1] as number;
      for (let from = own[row] as number, to = start[at] as number; from < end; from += 1, to += 1) into[to] = remap ? (remap[items[from] as number] as number) : (items[from] as number);
    }
  });
  return into;
}
