import type { Column, DictColumn, Dictionary } from "./dictionary.ts";
import type { Period } from "../shared/period.ts";
import type { ManyDimension, SingleDimension } from "./dimensions.ts";
import type { DaySegment } from "./load-segments.ts";
import { createCodes, layCodes, layItems, layNarrow, layNumbers, layStarts, orderRows, sinceEpoch } from "./row-order.ts";
import type { Codes } from "./row-order.ts";
import { distinctItems } from "./visits-segment.ts";
import type { VisitsSegment } from "./visits-segment.ts";
import type { Dictionaries } from "./website-dictionaries.ts";

/** Accounts for what a frame takes: the frame itself, and each column by its name. */
export type FrameMemory = { hold(bytes: number): void; holdColumn(name: string, bytes: number, drop: () => void): void; touch(name: string): void };

/** Pages or goals of row `i`, in their order, are `start[i]` to `start[i + 1]`; `after` is milliseconds since the session began. */
export type FrameLists = { start: Uint32Array; codes: Codes };

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
  /** The same, each value once a session. */
  distinct(dimension: ManyDimension): FrameLists;
  /** Milliseconds from the session's start to each of its pages or goals, beside `lists(dimension).codes`. */
  after(dimension: ManyDimension): Uint32Array;
  /** Values of goals beside `lists("goal").codes`; NaN where none was told. */
  goalValues(): Float64Array;
  /** 1 for a click that left for a checkout, beside `lists("goal").codes`. */
  goalsToCheckout(): Uint8Array;
  /** Milliseconds since 1970. */
  startedAt(): Float64Array;
  pageViews(): Codes;
  /** Goals that were not sent automatically. */
  goalCount(): Codes;
  durationMs(): Codes;
  dictionary(dimension: SingleDimension | ManyDimension): Dictionary;
};

/** `memory` is told of each column that is laid out, and may let it go: it is laid out anew when it is asked for again. */
export async function createVisitsFrame(segments: DaySegment<"visits">[], dictionaries: Dictionaries, period: Period, memory: FrameMemory): Promise<VisitsFrame> {
  const [from, to] = [period.from.getTime(), period.to.getTime()];
  const order = await orderRows(
    segments.map(({ day, segment }) => {
      const midnight = day.from.getTime();
      if (from <= midnight && day.to.getTime() <= to) return { rows: segment.rows, owners: segment.visitor, isInside: null };
      const { startedAt } = segment;
      return { rows: segment.rows, owners: segment.visitor, isInside: (row) => midnight + (startedAt[row] as number) >= from && midnight + (startedAt[row] as number) < to };
    }),
  );
  const columns = <Read>(read: (segment: VisitsSegment) => Read) => segments.map(({ segment }) => read(segment));
  const laid = new Map<string, ArrayBufferView | FrameLists>();
  memory.hold(order.owner.byteLength + order.places.reduce((sum, place) => sum + place.byteLength, 0));
  function once<Laid extends ArrayBufferView | FrameLists>(key: string, lay: () => Laid): Laid {
    let found = laid.get(key) as Laid | undefined;
    if (found) memory.touch(key);
    else {
      laid.set(key, (found = lay()));
      memory.holdColumn(key, ArrayBuffer.isView(found) ? found.byteLength : found.start.byteLength + found.codes.byteLength, () => laid.delete(key));
    }
    return found;
  }
  const layOut = (dimension: ManyDimension, read: (segment: VisitsSegment) => { start: Column; value: DictColumn }): FrameLists => {
    const own = columns(read).map(({ start, value }) => ({ start, items: value.codes, remap: value.remap }));
    const start = layStarts(order, own.map((list) => list.start));
    return { start, codes: layItems(order, start, own, createCodes(start[order.rows] as number, dictionaries[dimension].values.length)) };
  };
  const lists = (dimension: ManyDimension): FrameLists => once(`lists ${dimension}`, () => layOut(dimension, (segment) => segment[dimension]));
  return {
    rows: order.rows,
    visitor: order.owner,
    column: (dimension) => once(dimension, () => layCodes(order, columns((segment) => segment.dimensions[dimension]), dictionaries[dimension].values.length)),
    lists,
    distinct: (dimension) => once(`distinct ${dimension}`, () => layOut(dimension, (segment) => distinctItems(segment[dimension]))),
    after: (dimension) =>
      once(`after ${dimension}`, () => {
        const { start } = lists(dimension);
        return layItems(order, start, columns((segment) => ({ start: segment[dimension].start, items: segment[dimension].after })), new Uint32Array(start[order.rows] as number));
      }),
    goalValues: () =>
      once("goalValues", () => {
        const { start } = lists("goal");
        return layItems(order, start, columns((segment) => ({ start: segment.goal.start, items: segment.goalValue })), new Float64Array(start[order.rows] as number));
      }),
    goalsToCheckout: () =>
      once("goalsToCheckout", () => {
        const { start } = lists("goal");
        return layItems(order, start, columns((segment) => ({ start: segment.goal.start, items: segment.goalToCheckout })), new Uint8Array(start[order.rows] as number));
      }),
    startedAt: () => once("startedAt", () => layNumbers(order, new Float64Array(order.rows), segments.map(({ day, segment }) => sinceEpoch(segment.startedAt, day.from)))),
    pageViews: () => once("pageViews", () => layNarrow(order, columns((segment) => segment.pageViews))),
    goalCount: () => once("goalCount", () => layNarrow(order, columns((segment) => segment.goalCount))),
    durationMs: () => once("durationMs", () => layNarrow(order, columns((segment) => segment.durationMs))),
    dictionary: (dimension) => dictionaries[dimension],
  };
}
