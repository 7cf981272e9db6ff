import type { PaymentRecord } from "../../models/payment.ts";

/** Stripe tells times in whole seconds, by its own clock: what happened this shortly after counts as before. */
const CLOCK_TOLERANCE_MS = 5_000;

/** The last moment at which a visit still counts as before the payment. */
export function paymentMoment(paidAt: Date): Date {
  return new Date(paidAt.getTime() + CLOCK_TOLERANCE_MS);
}

/** The payment dated by when its buyer acted: what they did until the money came led to nothing. */
export function asBought(payment: PaymentRecord): PaymentRecord {
  return payment.boughtAt ? { ...payment, paidAt: payment.boughtAt } : payment;
}
