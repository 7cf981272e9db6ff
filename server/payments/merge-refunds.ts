import type { PaymentFact } from "../../models/payment-fact-record.ts";

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
  const sum = refunds.filter(({ failed }) => !failed).reduce((total, refund) => total + refund.amountMinor, 0);
  const told = facts.map(({ refundedMinor, at }) => (refundedMinor === null ? 0 : refundedMinor - failedBy(refunds, at)));
  return Math.min(amountMinor, Math.max(0, sum, ...told));
}

/** What failed later was not in an earlier figure. */
function failedBy(refunds: MergedRefund[], at: Date): number {
  return refunds.filter((refund) => refund.failed && refund.at <= at).reduce((total, refund) => total + refund.amountMinor, 0);
}
