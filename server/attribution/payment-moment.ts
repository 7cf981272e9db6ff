/** Stripe tells times in whole seconds, by its own clock: what happened this shortly after counts as before. */
const CLOCK_TOLERANCE_MS = 5_000;

/** The last moment at which a visit still counts as before the payment. */
export function paymentMoment(paidAt: Date): Date {
  return new Date(paidAt.getTime() + CLOCK_TOLERANCE_MS);
}
