import type { Dictionary } from "./dictionary.ts";
import type { Period } from "../shared/period.ts";
import type { ManyDimension, SessionDimension, TouchDimension } from "./dimensions.ts";
import type { DaySegment } from "./load-segments.ts";
import type { PaymentsSegment } from "./payments-segment.ts";
import { createCodes, layCodes, layItems, layNumbers, layStarts, orderRows, sinceEpoch } from "./row-order.ts";
import type { Codes } from "./row-order.ts";
import type { FrameLists, FrameMemory } from "./visits-frame.ts";
import { distinctItems } from "./visits-segment.ts";
import type { Dictionaries, DictionaryName } from "./website-dictionaries.ts";

/**
 * The money received in a period, by the visitor it is linked to (unlinked first) and in time within a visitor: row `i` is one payment. Amounts are
 * minor units of its own currency; test-mode payments are in it.
 */
export type PaymentsFrame = {
  rows: number;
  /** Codes of `dictionary("payingVisitor")`, never falling; 0 is not linked. */
  visitor: Uint32Array;
  /** The visitor's ordinal as in the frame of visits, and 1; 0 where there is no visitor, or was no record of them when the segment was made. */
  payer: Uint32Array;
  /** Milliseconds since 1970. */
  paidAt: Float64Array;
  amount: Float64Array;
  refunded: Float64Array;
  lost: Float64Array;
  /** Places in `PAYMENT_KINDS`. */
  kind: Uint32Array;
  /** 1 for real money, 0 for test mode. */
  live: Uint32Array;
  currency: Codes;
  customer: Codes;
  /** Touches of row `i`, oldest first, are `touchStart[i]` to `touchStart[i + 1]`; `linked[i]` is the linked session's place among all touches, or -1. */
  touchStart: Uint32Array;
  touchAt: Float64Array;
  linked: Float64Array;
  touch(dimension: TouchDimension): Codes;
  /** Of the linked session. */
  session(dimension: SessionDimension): Codes;
  /** Of the linked session, each value once. */
  distinct(dimension: ManyDimension): FrameLists;
  /** Refunds that happened in the period, whenever they were paid. */
  refunds: { amount: number; currency: number; live: number }[];
  dictionary(name: DictionaryName): Dictionary;
};

export async function createPaymentsFrame(segments: DaySegment<"payments">[], dictionaries: Dictionaries, period: Period, memory: FrameMemory): Promise<PaymentsFrame> {
  const [from, to] = [period.from.getTime(), period.to.getTime()];
  const isInside = (at: number) => at >= from && at < to;
  const order = await orderRows(
    segments.map(({ day, segment }) => {
      const [{ codes, remap }, paidAt] = [segment.payingVisitor, segment.paidAt];
      return { rows: segment.rows, owners: Array.from(codes, (code) => remap[code] as number), isInside: (row) => isInside(day.from.getTime() + (paidAt[row] as number)) };
    }),
  );
  const columns = <Read>(read: (segment: PaymentsSegment) => Read) => segments.map(({ segment }) => read(segment));
  const money = (read: (segment: PaymentsSegment) => Float64Array) => layNumbers(order, new Float64Array(order.rows), columns(read));
  const laid = new Map<string, unknown>();
  function once<Laid>(key: string, lay: () => Laid): Laid {
    if (laid.has(key)) memory.touch(key);
    else {
      laid.set(key, lay());
      memory.holdColumn(key, order.rows * 8, () => laid.delete(key));
    }
    return laid.get(key) as Laid;
  }
  const touchStart = layStarts(order, columns((segment) => segment.touchStart));
  const touches = touchStart[order.rows] as number;
  const touchAt = layItems(order, touchStart, columns((segment) => ({ start: segment.touchStart, items: segment.touchAt })), new Float64Array(touches));
  const linked = layNumbers(order, new Float64Array(order.rows), columns((segment) => segment.linked));
  for (let row = 0; row < order.rows; row += 1) {
    const at = (touchStart[row] as number) + (linked[row] as number);
    linked[row] = at < (touchStart[row + 1] as number) ? at : -1;
  }
  memory.hold(order.rows * 84 + touches * 8);
  return {
    rows: order.rows,
    visitor: order.owner,
    paidAt: layNumbers(order, new Float64Array(order.rows), segments.map(({ day, segment }) => sinceEpoch(segment.paidAt, day.from))),
    amount: money((segment) => segment.amount),
    refunded: money((segment) => segment.refunded),
    lost: money((segment) => segment.lost),
    kind: layNumbers(order, new Uint32Array(order.rows), columns((segment) => segment.kind)),
    live: layNumbers(order, new Uint32Array(order.rows), columns((segment) => segment.live)),
    currency: layCodes(order, columns((segment) => segment.currency), dictionaries.currency.values.length),
    customer: layCodes(order, columns((segment) => segment.customer), dictionaries.customer.values.length),
    payer: layNumbers(order, new Uint32Array(order.rows), columns((segment) => segment.payer)),
    touchStart,
    touchAt,
    linked,
    touch: (dimension) =>
      once(dimension, () => layItems(order, touchStart, columns(({ touchStart: start, touch }) => ({ start, items: touch[dimension].codes, remap: touch[dimension].remap })), createCodes(touches, dictionaries[dimension].values.length))),
    session: (dimension) => once(dimension, () => layCodes(order, columns((segment) => segment.session[dimension]), dictionaries[dimension].values.length)),
    distinct: (dimension) =>
      once(`distinct ${dimension}`, () => {
        const own = columns((segment) => distinctItems(segment[dimension])).map(({ start, value }) => ({ start, items: value.codes, remap: value.remap }));
        const start = layStarts(order, own.map((list) => list.start));
        return { start, codes: layItems(order, start, own, createCodes(start[order.rows] as number, dictionaries[dimension].values.length)) };
      }),
    refunds: segments.flatMap(({ day, segment: { refunds } }) => {
      const { at: times, amount: amounts, live, currency } = refunds;
      const { codes, remap } = currency;
      return Array.from(amounts, (amount, row) => ({ at: day.from.getTime() + (times[row] as number), amount, currency: remap[codes[row] as number] as number, live: live[row] as number })).filter(({ at }) => isInside(at));
    }),
    dictionary: (name) => dictionaries[name],
  };
}
