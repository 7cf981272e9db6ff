import { columnTurns } from "./column-turns.ts";
import { localize } from "./dictionary.ts";
import { SESSION_DIMENSIONS, TOUCH_DIMENSIONS } from "./dimensions.ts";
import { mergeItems, mergeLists, mergeRows, pick, pickCodes, pickColumn } from "./merge-columns.ts";
import type { Numbers } from "./merge-columns.ts";
import { comparePayments, toPaymentsSegment, toRefunds } from "./payments-segment.ts";
import type { PaymentId, PaymentRow, PaymentsSegment, RefundRow } from "./payments-segment.ts";
import type { Lists } from "./visits-segment.ts";

/**
 * A segment (`ids`: of its rows) with some payments, by the ids of their records, replaced by others, and with other refunds: column by column, others
 * get their turn in between. The same as `toPaymentsSegment` of all rows.
 */
export async function replacePayments(base: PaymentsSegment, ids: PaymentId[], replaced: ReadonlySet<string>, rows: PaymentRow[], refunds: RefundRow[]): Promise<{ segment: PaymentsSegment; ids: PaymentId[] }> {
  const { segment: added, ids: addedIds } = await toPaymentsSegment(rows, []);
  const [basePaidAt, addedPaidAt] = [base.paidAt, added.paidAt];
  const placed = (times: Numbers, own: PaymentId[], row: number) => ({ paidAt: times[row] as number, paymentId: own[row]?.paymentId ?? "" });
  const origins = mergeRows({
    base: base.rows,
    added: added.rows,
    isReplaced: (row) => replaced.has(ids[row]?.recordId ?? ""),
    compare: (next, row) => comparePayments(placed(addedPaidAt, addedIds, next), placed(basePaidAt, ids, row)),
  });
  const { inTurn, columns } = columnTurns(origins.length);
  const number = (read: (segment: PaymentsSegment) => Numbers) => inTurn(() => pickColumn(origins, read(base), read(added)));
  const money = (read: (segment: PaymentsSegment) => Numbers) => inTurn(() => pick(origins, read(base), read(added), new Float64Array(origins.length)));
  const values = (read: (segment: PaymentsSegment) => PaymentsSegment["currency"]) => inTurn(() => localize(pickCodes(origins, read(base), read(added))));
  const lists = (read: (segment: PaymentsSegment) => Lists) => inTurn(() => mergeLists(origins, read(base), read(added)).columns);
  const touches = await inTurn(() => mergeItems(origins, base.touchStart, added.touchStart));
  const segment: PaymentsSegment = {
    rows: origins.length,
    paidAt: await number((segment) => segment.paidAt),
    amount: await money((segment) => segment.amount),
    refunded: await money((segment) => segment.refunded),
    lost: await money((segment) => segment.lost),
    kind: await number((segment) => segment.kind),
    live: await number((segment) => segment.live),
    currency: await values((segment) => segment.currency),
    customer: await values((segment) => segment.customer),
    payingVisitor: await values((segment) => segment.payingVisitor),
    payer: await number((segment) => segment.payer),
    session: await columns(SESSION_DIMENSIONS, (_, name) => pickCodes(origins, base.session[name], added.session[name])),
    page: await lists((segment) => segment.page),
    goal: await lists((segment) => segment.goal),
    touchStart: touches.start,
    touchAt: await inTurn(() => pick(touches.items, base.touchAt, added.touchAt, new Float64Array(touches.items.length))),
    touch: await columns(TOUCH_DIMENSIONS, (_, name) => pickCodes(touches.items, base.touch[name], added.touch[name])),
    linked: await number((segment) => segment.linked),
    refunds: toRefunds(refunds),
  };
  return { segment, ids: Array.from(origins, (origin) => (origin >= 0 ? ids[origin] : addedIds[-1 - origin]) as PaymentId) };
}
