import type { Dictionary } from "../read-model/dictionary.ts";
import { isManyDimension, isTouchDimension } from "../read-model/dimensions.ts";
import type { PaymentsFrame } from "../read-model/payments-frame.ts";
import type { Codes } from "../read-model/row-order.ts";
import type { FrameLists, VisitsFrame } from "../read-model/visits-frame.ts";
import type { Filter, Filters } from "./parse-filters.ts";
import { createMemory } from "./remember.ts";

/** 1 for each row that passes; null: all do. */
export type Mask = Uint8Array | null;

const KEPT = 4;
const remembered = createMemory<VisitsFrame | PaymentsFrame, Mask>(KEPT);

/** The sessions that pass all filters. Not to be written to. */
export function filterVisits(frame: VisitsFrame, filters: Filters): Mask {
  return filters.length === 0 ? null : remembered(frame, JSON.stringify(filters), () => evaluateVisits(frame, filters));
}

/** The payments whose linked session passes all filters. Not to be written to. */
export function filterPayments(frame: PaymentsFrame, filters: Filters): Mask {
  return filters.length === 0 ? null : remembered(frame, JSON.stringify(filters), () => evaluatePayments(frame, filters));
}

const passing = createMemory<Uint8Array, Uint32Array>(1);

/** The rows that pass, ascending; null: all do. Kept as long as the mask: every panel of a page goes through them. Not to be written to. */
export function passingRows(mask: Mask): Uint32Array | null {
  if (mask === null) return null;
  return passing(mask, "rows", () => {
    let count = 0;
    for (let row = 0; row < mask.length; row += 1) count += mask[row] as number;
    const rows = new Uint32Array(count);
    for (let row = 0, place = 0; row < mask.length; row += 1) if (mask[row] === 1) rows[place++] = row;
    return rows;
  });
}

const ofReturning = createMemory<Uint8Array | VisitsFrame, Uint32Array>(1);

/** Of the rows that pass those whose visitor has several of them. Kept as long as the mask, or the frame. Not to be written to. */
export function rowsOfReturning(frame: VisitsFrame, mask: Mask): Uint32Array {
  return ofReturning(mask ?? frame, "rows", () => {
    const picked = passingRows(mask);
    const { visitor } = frame;
    const length = picked?.length ?? frame.rows;
    const rows = new Uint32Array(length);
    let [count, last, lastRow] = [0, -1, -1];
    for (let place = 0; place < length; place += 1) {
      const row = picked === null ? place : (picked[place] as number);
      const who = visitor[row] as number;
      if (who === last) {
        // The visitor's first row is taken with the second.
        if (lastRow >= 0) rows[count++] = lastRow;
        rows[count++] = row;
        lastRow = -1;
      } else lastRow = row;
      last = who;
    }
    return rows.slice(0, count);
  });
}

function evaluateVisits(frame: VisitsFrame, filters: Filters): Mask {
  return filters.reduce<Mask>((mask, filter) => {
    const { dimension } = filter;
    const matches = matchCodes(frame.dictionary(dimension), filter);
    return both(mask, isManyDimension(dimension) ? matchLists(frame.distinct(dimension), matches, filter) : matchRows(frame.column(dimension), matches));
  }, null);
}

function evaluatePayments(frame: PaymentsFrame, filters: Filters): Mask {
  const { linked } = frame;
  const mapLinked = (read: (touch: number) => number) => {
    const kept = new Uint8Array(frame.rows);
    for (let row = 0; row < kept.length; row += 1) if ((linked[row] as number) >= 0) kept[row] = read(linked[row] as number);
    return kept;
  };
  return filters.reduce<Uint8Array>((mask, filter) => {
    const { dimension } = filter;
    const matches = matchCodes(frame.dictionary(dimension), filter);
    if (isManyDimension(dimension)) return both(mask, matchLists(frame.distinct(dimension), matches, filter));
    if (!isTouchDimension(dimension)) return both(mask, matchRows(frame.session(dimension), matches));
    const codes = frame.touch(dimension);
    return both(mask, mapLinked((touch) => matches[codes[touch] as number] as number));
  }, mapLinked(() => 1));
}

/** 1 for each code of the dictionary that the filter lets through (`is_not` of a list's items: that it keeps out). */
function matchCodes(dictionary: Dictionary, { dimension, operator, values }: Filter): Uint8Array {
  const matches = new Uint8Array(dictionary.values.length);
  if (operator === "contains") {
    const wanted = values.map((value) => value.toLowerCase());
    dictionary.values.forEach((value, code) => {
      if (value === null) return;
      const text = value.toLowerCase();
      if (wanted.some((part) => text.includes(part))) matches[code] = 1;
    });
    return matches;
  }
  for (const value of values) {
    const code = value === "" ? 0 : dictionary.codes.get(value);
    if (code !== undefined) matches[code] = 1;
  }
  return operator === "is_not" && !isManyDimension(dimension) ? matches.map((match) => 1 - match) : matches;
}

function both(mask: Mask, kept: Uint8Array): Uint8Array {
  if (mask !== null) for (let row = 0; row < kept.length; row += 1) kept[row] = (kept[row] as number) & (mask[row] as number);
  return kept;
}

function matchRows(codes: Codes, matches: Uint8Array): Uint8Array {
  const kept = new Uint8Array(codes.length);
  for (let row = 0; row < kept.length; row += 1) kept[row] = matches[codes[row] as number] as number;
  return kept;
}

/** A session passes when any of its items matches ("no value" matches a session without items); `is_not`: when none does. */
function matchLists({ start, codes }: FrameLists, matches: Uint8Array, { operator }: Filter): Uint8Array {
  const [matched, unmatched] = operator === "is_not" ? [0, 1] : [1, 0];
  const none = matches[0] === 1 ? matched : unmatched;
  const kept = new Uint8Array(start.length - 1);
  for (let row = 0, item = 0; row < kept.length; row += 1) {
    const end = start[row + 1] as number;
    if (item === end) {
      kept[row] = none;
      continue;
    }
    while (item < end && matches[codes[item] as number] === 0) item += 1;
    kept[row] = item < end ? matched : unmatched;
    item = end;
  }
  return kept;
}
