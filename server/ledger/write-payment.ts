import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { markChanged } from "../read-model/mark-changed.ts";

export type PaymentChanges = Partial<Omit<PaymentRecord, "websiteId" | "provider" | "livemode" | "revision">>;

/*
 * The only place where payments are written and removed. Each write names the revision that it saw and raises it, so that of two workers
 * that read the same one, the second must read again: nothing that was written between reading and writing is lost. The reports are told
 * after each write, of the days that the money was on and is on.
 */

/** Adds a payment; false when there is one under its key already. */
export async function insertPayment(payment: PaymentRecord): Promise<boolean> {
  return unlessTaken(async () => {
    await Payment.create(payment);
    await markPayments(payment);
    return true;
  });
}

/** Changes a payment as it was seen; false when it has been changed or removed since, or when its new key is taken. */
export async function changePayment(seen: PaymentRecord, changes: PaymentChanges): Promise<boolean> {
  return unlessTaken(async () => {
    const { matchedCount } = await Payment.updateOne(placeOf(seen), { $set: changes, $inc: { revision: 1 } });
    if (matchedCount === 1) await markPayments(seen, { ...seen, ...changes });
    return matchedCount === 1;
  });
}

/** Removes a payment as it was seen; false when it has been changed or removed since. */
export async function removePayment(seen: PaymentRecord): Promise<boolean> {
  const { deletedCount } = await Payment.deleteOne(placeOf(seen));
  if (deletedCount === 1) await markPayments(seen);
  return deletedCount === 1;
}

function markPayments(...payments: [PaymentRecord, ...PaymentRecord[]]): Promise<void> {
  return markChanged({ websiteId: payments[0].websiteId, payments: payments.flatMap(({ paidAt, refunds }) => [paidAt, ...refunds.map(({ at }) => at)]) });
}

function placeOf({ websiteId, paymentId, revision }: PaymentRecord) {
  return { websiteId, paymentId, revision };
}

async function unlessTaken(write: () => Promise<boolean>): Promise<boolean> {
  try {
    return await write();
  } catch (error) {
    if ((error as { code?: number }).code === 11_000) return false;
    throw error;
  }
}
