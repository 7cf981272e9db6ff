import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";

/** Which payments have a part in each of the given provider's ids: `id -> paymentIds`. */
export async function findPaymentIds(websiteId: string, ids: string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (ids.length === 0) return found;
  const payments = await Payment.find({ websiteId, providerIds: { $in: ids } }).select({ _id: 0, paymentId: 1, providerIds: 1 }).lean<Pick<PaymentRecord, "paymentId" | "providerIds">[]>();
  for (const { paymentId, providerIds } of payments) for (const id of providerIds) found.set(id, [...(found.get(id) ?? []), paymentId]);
  return found;
}
