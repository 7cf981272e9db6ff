import { Payment } from "../../models/payment.ts";
import type { PaymentKind, PaymentRecord } from "../../models/payment.ts";
import { OWN_EVIDENCE } from "./link-strength.ts";

const FIRST_KINDS: PaymentKind[] = ["subscription_initial", "one_time"];

/** The first linked payment of a renewal's subscription. Whatever linked that one, the renewal is credited alike. */
export async function findFirstOfSubscription(payment: PaymentRecord): Promise<PaymentRecord | null> {
  if (!payment.subscriptionId || payment.kind !== "subscription_renewal") return null;
  const { websiteId, provider, livemode, subscriptionId } = payment;
  const filter = { websiteId, subscriptionId, kind: { $in: FIRST_KINDS }, paidAt: { $lte: payment.paidAt }, provider, livemode, "link.visitorId": { $ne: null } };
  return Payment.findOne({ ...filter, paymentId: { $ne: payment.paymentId } }).sort({ paidAt: 1, paymentId: 1 }).lean<PaymentRecord>();
}

/** The customer's first payment that has evidence of its own and was paid before. One look a method, each of which an index answers. */
export async function findFirstOfCustomer(payment: PaymentRecord): Promise<PaymentRecord | null> {
  if (!payment.customerId) return null;
  const { websiteId, provider, livemode, customerId, paidAt, paymentId } = payment;
  // Most buy for the first time: one look tells that there is nothing to look for.
  const another = await Payment.findOne({ websiteId, customerId, paymentId: { $ne: paymentId } }).sort({ "link.method": 1, paidAt: 1 }).select({ _id: 1 }).lean();
  if (!another) return null;
  const firsts = await Promise.all(
    OWN_EVIDENCE.map((method) =>
      Payment.findOne({ websiteId, customerId, "link.method": method, paidAt: { $lte: paidAt }, provider, livemode, "link.visitorId": { $ne: null }, paymentId: { $ne: paymentId } })
        .sort({ paidAt: 1, paymentId: 1 })
        .lean<PaymentRecord>(),
    ),
  );
  const found = firsts.filter((first) => first !== null).sort((a, b) => a.paidAt.getTime() - b.paidAt.getTime() || (a.paymentId < b.paymentId ? -1 : 1));
  return found[0] ?? null;
}
