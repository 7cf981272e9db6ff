import type { PaymentFact } from "../../models/payment-fact-record.ts";
import type { PaymentRecord } from "../../models/payment.ts";

export type MergedRefund = PaymentFact["refunds"][number];

/** One entry a refund: failed once is failed for good, in whichever order it was told. Pure; facts in order. */
export function mergeRefunds(facts: readonly PaymentFact[]): MergedRefund[] {
  const merged = new Map<string, MergedRefund>();
  for (const refund of facts.flatMap(({ refunds }) => refunds)) {
    const known = merged.get(refund.refundId);
    merged.set(refund.refundId, {
      refundId: refund.refundId,
      amountMinor: Math.max(refund.amountMinor, known?.amountMinor ?? 0),
      failed: refund.failed || (known?.failed ?? false),
      at: known && known.at < refund.at ? known.at : refund.at,
    });
  }
  return withoutRelease([...merged.values()].sort((a, b) => a.at.getTime() - b.at.getTime() || (a.refundId < b.refundId ? -1 : 1)), facts);
}

/** The release of what was authorised and not captured is booked as the charge's first refund: no money went back. */
function withoutRelease(refunds: MergedRefund[], facts: readonly PaymentFact[]): MergedRefund[] {
  const told = facts.map(({ uncapturedMinor }) => uncapturedMinor).filter((minor) => minor !== null);
  const uncaptured = told.length > 0 ? Math.min(...told) : 0;
  const release = uncaptured > 0 ? refunds.findIndex(({ amountMinor, failed }) => !failed && amountMinor === uncaptured) : -1;
  return refunds.filter((_, index) => index !== release);
}

/**
 * Minor units given back: the sum of the refunds that hold, or the highest cumulative figure that a charge told less the refunds that had
 * failed by then, whichever is greater; never more than was received.
 */
export function refundedMinorOf(facts: readonly PaymentFact[], refunds: MergedRefund[], amountMinor: number): number {
  const sum = totalOf(refunds.filter(({ failed }) => !failed));
  const told = facts.map(({ refundedMinor, at }) => (refundedMinor === null ? 0 : refundedMinor - failedBy(refunds, at)));
  return Math.min(amountMinor, Math.max(0, sum, ...told));
}

/**
 * What was given back, by when it happened: each refund that holds, and what a charge's figure alone tells, when it told. Adds up to `refundedMinor`;
 * facts in order.
 */
export function issuedRefunds(facts: readonly PaymentFact[], refunds: MergedRefund[], refundedMinor: number): PaymentRecord["refunds"] {
  const issued = refunds.filter(({ failed }) => !failed).map(({ refundId, amountMinor, at }) => ({ refundId, amountMinor, at }));
  let untold = refundedMinor - totalOf(issued);
  for (const { refundedMinor: told, at, chargeId, factId } of facts) {
    if (told === null) continue;
    const more = Math.min(untold, told - failedBy(refunds, at) - totalOf(issued.filter((refund) => refund.at <= at)));
    if (more <= 0) continue;
    issued.push({ refundId: chargeId ?? factId, amountMinor: more, at });
    untold -= more;
  }
  return issued.sort((a, b) => a.at.getTime() - b.at.getTime()).flatMap((refund, index) => {
    const amountMinor = Math.min(refund.amountMinor, refundedMinor - totalOf(issued.slice(0, index)));
    return amountMinor > 0 ? [{ ...refund, amountMinor }] : [];
  });
}

function totalOf(refunds: { amountMinor: number }[]): number {
  return refunds.reduce((total, { amountMinor }) => total + amountMinor, 0);
}

/** What failed later was not in an earlier figure. */
function failedBy(refunds: MergedRefund[], at: Date): number {
  return totalOf(refunds.filter((refund) => refund.failed && refund.at <= at));
}
