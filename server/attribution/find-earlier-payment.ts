import { Payment } from "../../models/payment.ts";
import type { PaymentKind, PaymentRecord } from "../../models/payment.ts";
import { readTogether } from "../shared/read-together.ts";
import { OWN_EVIDENCE } from "./link-strength.ts";
import { boughtAtOf } from "./payment-moment.ts";

const FIRST_KINDS: PaymentKind[] = ["subscription_initial", "one_time"];

/** Bought by then: a bank debit's money comes days later than its buyer did. */
const boughtBy = (moment: Date) => ({ $or: [{ paidAt: { $lte: moment } }, { boughtAt: { $lte: moment } }] });

const firstsOfSubscription = readTogether<PaymentRecord>({
  find: (websiteId, subscriptionId) => Payment.find({ websiteId, subscriptionId, kind: { $in: FIRST_KINDS } }).lean<PaymentRecord[]>(),
  keyOf: ({ subscriptionId }) => subscriptionId,
  inOrder: byTime,
});

/** Two are enough to know that there is another. */
const someOfCustomer = readTogether<Pick<PaymentRecord, "paymentId" | "customerId">>({
  find: (websiteId, customerId) => Payment.find({ websiteId, customerId }).select({ _id: 0, paymentId: 1, customerId: 1 }).lean<Pick<PaymentRecord, "paymentId" | "customerId">[]>(),
  keyOf: ({ customerId }) => customerId,
  inOrder: () => 0,
  most: { sort: { "link.method": 1, paidAt: 1 }, limit: 2 },
});

/** The first linked payment of a renewal's subscription. Whatever linked that one, the renewal is credited alike. */
export async function findFirstOfSubscription(payment: PaymentRecord): Promise<PaymentRecord | null> {
  const { websiteId, provider, livemode, subscriptionId, kind, paidAt, paymentId } = payment;
  if (!subscriptionId || kind !== "subscription_renewal") return null;
  const firsts = await firstsOfSubscription(websiteId, subscriptionId);
  return firsts.find((first) => boughtAtOf(first) <= paidAt && first.provider === provider && first.livemode === livemode && first.link.visitorId !== null && first.paymentId !== paymentId) ?? null;
}

/** The customer's first payment that has evidence of its own and was paid before. One look a method, each of which an index answers. */
export async function findFirstOfCustomer(payment: PaymentRecord): Promise<PaymentRecord | null> {
  if (!payment.customerId) return null;
  const { websiteId, provider, livemode, customerId, paidAt, paymentId } = payment;
  // Most buy for the first time: one look tells that there is nothing to look for.
  if (!(await someOfCustomer(websiteId, customerId)).some((other) => other.paymentId !== paymentId)) return null;
  const firsts = await Promise.all(
    OWN_EVIDENCE.map((method) =>
      Payment.findOne({ websiteId, customerId, "link.method": method, ...boughtBy(paidAt), provider, livemode, "link.visitorId": { $ne: null }, paymentId: { $ne: paymentId } })
        .sort({ paidAt: 1, paymentId: 1 })
        .lean<PaymentRecord>(),
    ),
  );
  const found = firsts.filter((first) => first !== null).sort(byTime);
  return found[0] ?? null;
}

function byTime(a: PaymentRecord, b: PaymentRecord): number {
  return a.paidAt.getTime() - b.paidAt.getTime() || (a.paymentId < b.paymentId ? -1 : 1);
}
