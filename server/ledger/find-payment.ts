import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { AppError } from "../shared/app-error.ts";

/** A payment by its id, or by one that it had before more was known of it. Throws `not_found`. */
export async function findPayment(websiteId: string, paymentId: string): Promise<PaymentRecord> {
  const payment =
    (await Payment.findOne({ websiteId, paymentId }).lean<PaymentRecord>()) ?? (await Payment.findOne({ websiteId, paymentIds: paymentId }).sort({ paymentId: 1 }).lean<PaymentRecord>());
  if (!payment) throw new AppError("not_found", "There is no such payment");
  return payment;
}
