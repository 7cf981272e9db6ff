import type { Dictionary } from "../read-model/dictionary.ts";
import { isManyDimension, isTouchDimension } from "../read-model/dimensions.ts";
import type { PaymentsFrame } from "../read-model/payments-frame.ts";
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

function evaluateVisits(frame: VisitsFrame, filters: Filters): Mask {
  return filters.reduce<Mask>((mask, filter) => {
    const { dimension } = filter;
    const matches = matchCodes(frame.dictionary(dimension), filter);
    if (isManyDimension(dimension)) return keepLists(mask, frame.distinct(dimension), frame.rows, matches, filter);
    const codes = frame.column(dimension);
    return keep(mask, frame.rows, (row) => matches[codes[row] as number] as number);
  }, null);
}

function evaluatePayments(frame: PaymentsFrame, filters: Filters): Mask {
  const linked = keep(null, frame.rows, (row) => ((frame.linked[row] as number) >= 0 ? 1 : 0));
  return filters.reduce<Mask>((mask, filter) => {
    const { dimension } = filter;
    const matches = matchCodes(frame.dictionary(dimension), filter);
    if (isManyDimension(dimension)) return keepLists(mask, frame.distinct(dimension), frame.rows, matches, filter);
    if (!isTouchDimension(dimension)) {
      const codes = frame.session(dimension);
      return keep(mask, frame.rows, (row) => matches[codes[row] as number] as number);
    }
    const codes = frame.touch(dimension);
    return keep(mask, frame.rows, (row) => matches[codes[frame.linked[row] as number] as number] as number);
  }, linked);
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

function keep(mask: Mask, rows: number, passes: (row: number) => number): Uint8Array {
  const kept = new Uint8Array(rows);
  for (let row = 0; row < rows; row += 1) if (mask === null || mask[row] === 1) kept[row] = passes(row);
  return kept;
}

/** A session passes when any of its items matches ("no value" matches a session without items); `is_not`: when none does. */
function keepLists(mask: Mask, { start, codes }: FrameLists, rows: number, matches: Uint8Array, { operator }: Filter): Uint8Array {
  const wanted = operator === "is_not" ? 0 : 1;
  return keep(mask, rows, (row) => {
    const end = start[row + 1] as number;
    let item = start[row] as number;
    if (item === end) return matches[0] === wanted ? 1 : 0;
    while (item < end && matches[codes[item] as number] === 0) item += 1;
    return (item < end ? 1 : 0) === wanted ? 1 : 0;
  });
}
