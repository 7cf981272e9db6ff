import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";

export type PaymentChanges = Partial<Omit<PaymentRecord, "websiteId" | "provider" | "livemode" | "revision">>;

/*
 * The only place where payments are written and removed. Each write names the revision that it saw and raises it, so that of two workers
 * that read the same one, the second must read again: nothing that was written between reading and writing is lost.
 */

/** Adds a payment; false when there is one under its key already. */
export async function insertPayment(payment: PaymentRecord): Promise<boolean> {
  return unlessTaken(async () => {
    await Payment.create(payment);
    return true;
  });
}

/** Changes a payment as it was seen; false when it has been changed or removed since, or when its new key is taken. */
export async function changePayment(seen: PaymentRecord, changes: PaymentChanges): Promise<boolean> {
  return unlessTaken(async () => {
    const { matchedCount } = await Payment.updateOne(placeOf(seen), { $set: changes, $inc: { revision: 1 } });
    return matchedCount === 1;
  });
}

/** Removes a payment as it was seen; false when it has been changed or removed since. */
export async function removePayment(seen: PaymentRecord): Promise<boolean> {
  const { deletedCount } = await Payment.deleteOne(placeOf(seen));
  return deletedCount === 1;
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
