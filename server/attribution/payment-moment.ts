import type { PaymentRecord } from "../../models/payment.ts";

/** Stripe tells times in whole seconds, by its own clock: what happened this shortly after counts as before. */
const CLOCK_TOLERANCE_MS = 5_000;

/** The last moment at which a visit still counts as before the payment. */
export function paymentMoment(paidAt: Date): Date {
  return new Date(paidAt.getTime() + CLOCK_TOLERANCE_MS);
}

/** When the buyer acted. */
export function boughtAtOf({ boughtAt, paidAt }: Pick<PaymentRecord, "boughtAt" | "paidAt">): Date {
  return boughtAt ?? paidAt;
}

/** The payment dated by when its buyer acted: what they did until the money came led to nothing. */
export function asBought(payment: PaymentRecord): PaymentRecord {
  return payment.boughtAt ? { ...payment, paidAt: payment.boughtAt } : payment;
}

/** Whether who was there then says nothing of who was there now: the guess by time has to be made anew. */
export function isAnotherMoment(then: Date, now: Date): boolean {
  return Math.abs(then.getTime() - now.getTime()) > CLOCK_TOLERANCE_MS;
}
