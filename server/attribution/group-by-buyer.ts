import type { PaymentRecord } from "../../models/payment.ts";

/** Payments of a website that are worked on at once: enough that their reads and commits are one, few enough that pages are answered between them. */
export const PAYMENTS_AT_ONCE = 100;

/** Puts what belongs to one buyer together, in the order given: one payment's link may follow from another of the same customer or subscription. Pure. */
export function groupByBuyer<Item>(items: Item[], paymentOf: (item: Item) => Pick<PaymentRecord, "customerId" | "subscriptionId">): Item[][] {
  const groups = new Map<unknown, Item[]>();
  for (const item of items) {
    const { customerId, subscriptionId } = paymentOf(item);
    const key = customerId ?? subscriptionId ?? item;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
