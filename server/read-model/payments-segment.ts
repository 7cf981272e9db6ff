import { columnTurns } from "./column-turns.ts";
import { localize, narrow } from "./dictionary.ts";
import type { Column, DictColumn } from "./dictionary.ts";
import { SESSION_DIMENSIONS, TOUCH_DIMENSIONS } from "./dimensions.ts";
import type { SessionDimension, TouchDimension } from "./dimensions.ts";
import { toLists } from "./visits-segment.ts";
import type { Lists } from "./visits-segment.ts";

export const PAYMENT_KINDS = ["one_time", "subscription_initial", "subscription_renewal"] as const;
/** The place of a renewal in it. */
export const RENEWAL = PAYMENT_KINDS.indexOf("subscription_renewal");

/** The money received on one day, by its time. Amounts are minor units of the payment's own currency. */
export type PaymentsSegment = {
  rows: number;
  /** Milliseconds since the day's midnight. */
  paidAt: Column;
  amount: Float64Array;
  refunded: Float64Array;
  lost: Float64Array;
  /** Place in `PAYMENT_KINDS`. */
  kind: Column;
  /** 1 for real money, 0 for test mode. */
  live: Column;
  currency: DictColumn;
  customer: DictColumn;
  payingVisitor: DictColumn;
  /** The ordinal of the paying visitor as in the columns of visits, and 1; 0 where there was no visitor or no record of them. */
  payer: Column;
  /** Of the session that the payment is linked to; "no value" where there is none. */
  session: Record<SessionDimension, DictColumn>;
  page: Lists;
  goal: Lists;
  /** The frozen touches, oldest first: those of row `i` are `touchStart[i]` to `touchStart[i + 1]`. */
  touchStart: Column;
  /** Milliseconds since 1970. */
  touchAt: Float64Array;
  touch: Record<TouchDimension, DictColumn>;
  /** Place among its touches of the linked session's; the number of touches where there is none. */
  linked: Column;
  /** Refunds that happened on this day, whenever they were paid. */
  refunds: { at: Column; amount: Float64Array; currency: DictColumn; live: Column };
};

/** Which payment a row is of: its record, for good, and the id that settles the order of those paid at once. */
export type PaymentId = { recordId: string; paymentId: string };
export type PaymentRow = PaymentId & {
  paidAt: number;
  amount: number;
  refunded: number;
  lost: number;
  kind: number;
  live: number;
  currency: number;
  customer: number;
  payingVisitor: number;
  payer: number;
  session: number[];
  pages: { code: number; after: number }[];
  goals: { code: number; after: number }[];
  touches: { at: number; codes: number[] }[];
  linked: number;
};
export type RefundRow = { at: number; amount: number; currency: number; live: number };

type Placed = Pick<PaymentRow, "paidAt" | "paymentId">;

/** The order of a segment's rows. */
export function comparePayments(a: Placed, b: Placed): number {
  return a.paidAt - b.paidAt || (a.paymentId < b.paymentId ? -1 : 1);
}

/** The columns of rows in any order; `ids` are those of their rows. */
export async function toPaymentsSegment(unordered: PaymentRow[], refunds: RefundRow[]): Promise<{ segment: PaymentsSegment; ids: PaymentId[] }> {
  const rows = [...unordered].sort(comparePayments);
  const touches = rows.flatMap((row) => row.touches);
  const touchStart = new Uint32Array(rows.length + 1);
  rows.forEach((row, index) => (touchStart[index + 1] = (touchStart[index] as number) + row.touches.length));
  const { inTurn, columns } = columnTurns(rows.length);
  const segment: PaymentsSegment = {
    rows: rows.length,
    paidAt: narrow(rows.map((row) => row.paidAt)),
    amount: Float64Array.from(rows, (row) => row.amount),
    refunded: Float64Array.from(rows, (row) => row.refunded),
    lost: Float64Array.from(rows, (row) => row.lost),
    kind: await inTurn(() => narrow(rows.map((row) => row.kind))),
    live: narrow(rows.map((row) => row.live)),
    currency: await inTurn(() => localize(rows.map((row) => row.currency))),
    customer: await inTurn(() => localize(rows.map((row) => row.customer))),
    payingVisitor: await inTurn(() => localize(rows.map((row) => row.payingVisitor))),
    payer: narrow(rows.map((row) => row.payer)),
    session: await columns(SESSION_DIMENSIONS, (index) => rows.map((row) => row.session[index] as number)),
    page: await inTurn(() => toLists(rows.map((row) => row.pages))),
    goal: await inTurn(() => toLists(rows.map((row) => row.goals))),
    touchStart: narrow(touchStart),
    touchAt: Float64Array.from(touches, ({ at }) => at),
    touch: await columns(TOUCH_DIMENSIONS, (index) => touches.map(({ codes }) => codes[index] as number)),
    linked: narrow(rows.map((row) => row.linked)),
    refunds: toRefunds(refunds),
  };
  return { segment, ids: rows.map(({ recordId, paymentId }) => ({ recordId, paymentId })) };
}

export function toRefunds(refunds: RefundRow[]): PaymentsSegment["refunds"] {
  return {
    at: narrow(refunds.map(({ at }) => at)),
    amount: Float64Array.from(refunds, ({ amount }) => amount),
    currency: localize(refunds.map(({ currency }) => currency)),
    live: narrow(refunds.map(({ live }) => live)),
  };
}
