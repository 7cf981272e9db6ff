import { bucketOf } from "./compute-retention.ts";

/** One payment of the website's currency, with the first of its touches. Amounts are minor units. */
export type CustomerPayment = { customer: number; paidAt: number; netMinor: number; isRenewal: boolean; firstTouchAt: number | null; firstChannel: string | null; touches: number };

export type RevenueCohort = { customers: number; netMinor: number[] };
export type ChannelValue = { channel: string | null; customers: number; payments: number; netMinor: number };
export type Distribution = { counts: number[]; median: number | null };
export type CustomerFigures = { cohorts: RevenueCohort[]; channels: ChannelValue[]; hoursToPurchase: Distribution; touches: Distribution };

/** Upper bounds, exclusive; the last bucket is open. */
export const HOURS_BOUNDS = [1, 24, 72, 168, 336, 720, 2_160] as const;
export const TOUCHES_BOUNDS = [2, 3, 4, 5, 10] as const;

type Customer = { firstPaidAt: number; touches: number; firstTouchAt: number | null; channel: string | null; payments: CustomerPayment[] };

/**
 * Customers by the month of their first touch (when no visit is known: not at all), what they paid in that month and each one after; what customers are
 * worth by the channel that first brought them; how long and how many visits they took to their first payment. Renewals by themselves make no
 * first purchase: who is only known by them joins the value by channel, not the way to the purchase. Pure.
 */
export function computeCustomers(payments: readonly CustomerPayment[], monthStarts: readonly number[]): CustomerFigures {
  const customers = [...groupByCustomer(payments).values()];
  const cohorts = monthStarts.map((_, index) => ({ customers: 0, netMinor: new Array<number>(monthStarts.length - index).fill(0) }));
  const channels = new Map<string | null, ChannelValue>();
  for (const customer of customers) {
    const value = channels.get(customer.channel) ?? { channel: customer.channel, customers: 0, payments: 0, netMinor: 0 };
    channels.set(customer.channel, value);
    value.customers += 1;
    value.payments += customer.payments.length;
    for (const { netMinor } of customer.payments) value.netMinor += netMinor;
    addToCohort(cohorts, customer, monthStarts);
  }
  const bought = customers.filter((customer) => customer.firstTouchAt !== null && customer.firstTouchAt <= customer.firstPaidAt && customer.payments.some(({ isRenewal, paidAt }) => !isRenewal && paidAt === customer.firstPaidAt));
  return {
    cohorts,
    channels: [...channels.values()].sort((a, b) => b.netMinor - a.netMinor || b.customers - a.customers),
    hoursToPurchase: distribute(bought.map(({ firstPaidAt, firstTouchAt }) => (firstPaidAt - (firstTouchAt as number)) / 3_600_000), HOURS_BOUNDS),
    touches: distribute(bought.map(({ touches }) => touches), TOUCHES_BOUNDS),
  };
}

function groupByCustomer(payments: readonly CustomerPayment[]): Map<number, Customer> {
  const customers = new Map<number, Customer>();
  for (const payment of payments) {
    const customer = customers.get(payment.customer) ?? { firstPaidAt: Infinity, touches: 0, firstTouchAt: null, channel: null, payments: [] };
    customers.set(payment.customer, customer);
    customer.payments.push(payment);
    if (payment.paidAt < customer.firstPaidAt) Object.assign(customer, { firstPaidAt: payment.paidAt, touches: payment.touches });
    if (payment.firstTouchAt !== null && (customer.firstTouchAt === null || payment.firstTouchAt < customer.firstTouchAt)) Object.assign(customer, { firstTouchAt: payment.firstTouchAt, channel: payment.firstChannel });
  }
  return customers;
}

function addToCohort(cohorts: RevenueCohort[], { firstTouchAt, payments }: Customer, monthStarts: readonly number[]): void {
  const month = firstTouchAt === null ? -1 : bucketOf(monthStarts, firstTouchAt);
  const cohort = cohorts[month];
  if (!cohort) return;
  cohort.customers += 1;
  for (const { paidAt, netMinor } of payments) {
    const place = Math.max(0, bucketOf(monthStarts, paidAt) - month);
    cohort.netMinor[place] = (cohort.netMinor[place] ?? 0) + netMinor;
  }
}

function distribute(values: readonly number[], bounds: readonly number[]): Distribution {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const value of values) {
    const bucket = bounds.findIndex((bound) => value < bound);
    const place = bucket < 0 ? bounds.length : bucket;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length === 0 ? null : sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  return { counts, median };
}
