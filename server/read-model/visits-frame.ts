import type { Dictionary } from "./dictionary.ts";
import type { Period } from "../shared/period.ts";
import type { ManyDimension, SingleDimension } from "./dimensions.ts";
import type { DaySegment } from "./load-segments.ts";
import { layCodes, layLists, layNumbers, orderRows } from "./row-order.ts";
import type { VisitsSegment } from "./visits-segment.ts";
import type { Dictionaries } from "./website-dictionaries.ts";

export type Codes = Uint16Array | Uint32Array;
/** Pages or goals of row `i`, in their order, are `start[i]` to `start[i + 1]`; `after` is milliseconds since the session began. */
export type FrameLists = { start: Uint32Array; codes: Uint32Array };

/**
 * The sessions of a period by visitor, and in time within a visitor: row `i` is one session, `visitor[i]` never falls. Columns are laid out when first asked
 * for, and kept as long as the frame.
 */
export type VisitsFrame = {
  rows: number;
  /** Ordinals; two rows of one visitor have the same. */
  visitor: Uint32Array;
  /** Codes of `dictionary(dimension)`; 0 is "no value". */
  column(dimension: SingleDimension): Codes;
  lists(dimension: ManyDimension): FrameLists;
  /** Milliseconds from the session's start to each of its pages or goals, beside `lists(dimension).codes`. */
  after(dimension: ManyDimension): Uint32Array;
  /** Values of goals beside `lists("goal").codes`; NaN where none was told. */
  goalValues(): Float64Array;
  /** Milliseconds since 1970. */
  startedAt(): Float64Array;
  pageViews(): Uint32Array;
  /** Goals that were not sent automatically. */
  goalCount(): Uint32Array;
  durationMs(): Float64Array;
  dictionary(dimension: SingleDimension | ManyDimension): Dictionary;
};

/** `grew` is told the bytes of what was laid out. */
export function createVisitsFrame(segments: DaySegment<"visits">[], dictionaries: Dictionaries, period: Period, grew: (bytes: number) => void): VisitsFrame {
  const [from, to] = [period.from.getTime(), period.to.getTime()];
  const order = orderRows(
    segments.map(({ day, segment }) => {
      const midnight = day.from.getTime();
      const whole = from <= midnight && day.to.getTime() <= to;
      return {
        rows: segment.rows,
        ownerOf: (row) => segment.visitor[row] as number,
        isInside: whole ? () => true : (row) => midnight + (segment.startedAt[row] as number) >= from && midnight + (segment.startedAt[row] as number) < to,
      };
    }),
  );
  const columns = <Column>(read: (segment: VisitsSegment) => Column) => segments.map(({ segment }) => read(segment));
  const laid = new Map<string, ArrayBufferView | FrameLists>();
  grew(order.owner.byteLength + order.places.reduce((sum, place) => sum + place.byteLength, 0));
  function once<Laid extends ArrayBufferView | FrameLists>(key: string, lay: () => Laid): Laid {
    let found = laid.get(key) as Laid | undefined;
    if (!found) {
      laid.set(key, (found = lay()));
      grew(ArrayBuffer.isView(found) ? found.byteLength : found.start.byteLength + found.codes.byteLength);
    }
    return found;
  }
  const lists = (dimension: ManyDimension): FrameLists =>
    once(`lists ${dimension}`, () => {
      const own = columns((segment) => segment[dimension]);
      const codes = new Uint32Array(total(own.map(({ value }) => value.codes.length)));
      const start = layLists(order, own.map((list) => list.start), (index, item, at) => {
        const { value } = own[index] as (typeof own)[number];
        codes[at] = value.remap[value.codes[item] as number] as number;
      });
      return { start, codes };
    });
  return {
    rows: order.rows,
    visitor: order.owner,
    column: (dimension) => once(dimension, () => layCodes(order, columns((segment) => segment.dimensions[dimension]), dictionaries[dimension].values.length)),
    lists,
    after: (dimension) =>
      once(`after ${dimension}`, () => {
        const own = columns((segment) => segment[dimension]);
        const after = new Uint32Array(total(own.map((list) => list.after.length)));
        layLists(order, own.map((list) => list.start), (index, item, at) => (after[at] = own[index]?.after[item] as number));
        return after;
      }),
    goalValues: () =>
      once("goalValues", () => {
        const own = columns((segment) => segment.goalValue);
        const values = new Float64Array(total(own.map(({ length }) => length)));
        layLists(order, columns((segment) => segment.goal.start), (index, item, at) => (values[at] = own[index]?.[item] as number));
        return values;
      }),
    startedAt: () => once("startedAt", () => layNumbers(order, new Float64Array(order.rows), segments.map(({ day, segment }) => Float64Array.from(segment.startedAt, (ms) => day.from.getTime() + ms)))),
    pageViews: () => once("pageViews", () => layNumbers(order, new Uint32Array(order.rows), columns((segment) => segment.pageViews))),
    goalCount: () => once("goalCount", () => layNumbers(order, new Uint32Array(order.rows), columns((segment) => segment.goalCount))),
    durationMs: () => once("durationMs", () => layNumbers(order, new Float64Array(order.rows), columns((segment) => segment.durationMs))),
    dictionary: (dimension) => dictionaries[dimension],
  };
}

function total(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
