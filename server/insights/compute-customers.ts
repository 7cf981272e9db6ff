import { bucketOf } from "./compute-retention.ts";

/**
 * Payments of the website's currency, side by side: the payment at one place of each list. `customer` and `firstChannel` are numbers from 0 on, `firstTouchAt` is
 * NaN where no visit is known. Amounts are minor units.
 */
export type CustomerPayments = {
  customer: ArrayLike<number>;
  paidAt: ArrayLike<number>;
  netMinor: ArrayLike<number>;
  isRenewal: ArrayLike<number>;
  firstTouchAt: ArrayLike<number>;
  firstChannel: ArrayLike<number>;
  touches: ArrayLike<number>;
  /** More than the highest number of a customer. */
  customers: number;
  /** The channels by their numbers. */
  channels: readonly (string | null)[];
};

export type RevenueCohort = { customers: number; netMinor: number[] };
export type ChannelValue = { channel: string | null; customers: number; payments: number; netMinor: number };
export type Distribution = { counts: number[]; median: number | null };
export type CustomerFigures = { cohorts: RevenueCohort[]; channels: ChannelValue[]; hoursToPurchase: Distribution; touches: Distribution };

/** Upper bounds, exclusive; the last bucket is open. */
export const HOURS_BOUNDS = [1, 24, 72, 168, 336, 720, 2_160] as const;
export const TOUCHES_BOUNDS = [2, 3, 4, 5, 10] as const;

/** By customer: when they first paid and were first seen (NaN: never), how many visits it took, and whether a purchase began it. */
type Customers = { payments: Uint32Array; firstPaidAt: Float64Array; firstTouchAt: Float64Array; channel: Uint32Array; touches: Uint32Array; bought: Uint8Array; netMinor: Float64Array };

const NO_CHANNEL = 0xffff_ffff;

/**
 * Customers by the month of their first touch (when no visit is known: not at all), what they paid in that month and each one after; what customers are
 * worth by the channel that first brought them; how long and how many visits they took to their first payment. Renewals by themselves make no
 * first purchase: who is only known by them joins the value by channel, not the way to the purchase. Pure.
 */
export function computeCustomers(payments: CustomerPayments, monthStarts: readonly number[]): CustomerFigures {
  const customers = sumCustomers(payments);
  const channels = new Map<number, ChannelValue>();
  const cohorts = monthStarts.map((_, index) => ({ customers: 0, netMinor: new Array<number>(monthStarts.length - index).fill(0) }));
  const monthOf = new Int32Array(payments.customers).fill(-1);
  const [hours, touches] = [new Float64Array(payments.customers), new Float64Array(payments.customers)];
  let bought = 0;
  for (let customer = 0; customer < payments.customers; customer += 1) {
    if (customers.payments[customer] === 0) continue;
    const code = customers.channel[customer] as number;
    const value = channels.get(code) ?? { channel: payments.channels[code] ?? null, customers: 0, payments: 0, netMinor: 0 };
    channels.set(code, value);
    value.customers += 1;
    value.payments += customers.payments[customer] as number;
    value.netMinor += customers.netMinor[customer] as number;
    const [firstPaidAt, firstTouchAt] = [customers.firstPaidAt[customer] as number, customers.firstTouchAt[customer] as number];
    const month = Number.isNaN(firstTouchAt) ? -1 : bucketOf(monthStarts, firstTouchAt);
    if (month >= 0) (cohorts[month] as RevenueCohort).customers += 1;
    monthOf[customer] = month;
    if (!(firstTouchAt <= firstPaidAt) || customers.bought[customer] !== 1) continue;
    hours[bought] = (firstPaidAt - firstTouchAt) / 3_600_000;
    touches[bought] = customers.touches[customer] as number;
    bought += 1;
  }
  for (let index = 0; index < payments.customer.length; index += 1) {
    const month = monthOf[payments.customer[index] as number] as number;
    if (month < 0) continue;
    const { netMinor } = cohorts[month] as RevenueCohort;
    const place = Math.max(0, bucketOf(monthStarts, payments.paidAt[index] as number) - month);
    netMinor[place] = (netMinor[place] ?? 0) + (payments.netMinor[index] as number);
  }
  return {
    cohorts,
    channels: [...mergeByName(channels).values()].sort((a, b) => b.netMinor - a.netMinor || b.customers - a.customers),
    hoursToPurchase: distribute(hours.subarray(0, bought), HOURS_BOUNDS),
    touches: distribute(touches.subarray(0, bought), TOUCHES_BOUNDS),
  };
}

/** A customer's first payment is the earliest, their first touch the earliest of any payment. */
function sumCustomers(payments: CustomerPayments): Customers {
  const size = payments.customers;
  const sums: Customers = {
    payments: new Uint32Array(size),
    firstPaidAt: new Float64Array(size).fill(Infinity),
    firstTouchAt: new Float64Array(size).fill(NaN),
    channel: new Uint32Array(size).fill(NO_CHANNEL),
    touches: new Uint32Array(size),
    bought: new Uint8Array(size),
    netMinor: new Float64Array(size),
  };
  for (let index = 0; index < payments.customer.length; index += 1) {
    const customer = payments.customer[index] as number;
    const [paidAt, touchAt, renews] = [payments.paidAt[index] as number, payments.firstTouchAt[index] as number, payments.isRenewal[index] === 1];
    sums.payments[customer] = (sums.payments[customer] as number) + 1;
    sums.netMinor[customer] = (sums.netMinor[customer] as number) + (payments.netMinor[index] as number);
    if (paidAt < (sums.firstPaidAt[customer] as number)) {
      sums.firstPaidAt[customer] = paidAt;
      sums.touches[customer] = payments.touches[index] as number;
      sums.bought[customer] = renews ? 0 : 1;
    } else if (paidAt === sums.firstPaidAt[customer] && !renews) sums.bought[customer] = 1;
    const known = sums.firstTouchAt[customer] as number;
    if (touchAt < known || (Number.isNaN(known) && !Number.isNaN(touchAt))) {
      sums.firstTouchAt[customer] = touchAt;
      sums.channel[customer] = payments.firstChannel[index] as number;
    }
  }
  return sums;
}

/** Who has no visit and who has one without a channel are one row. */
function mergeByName(channels: ReadonlyMap<number, ChannelValue>): Map<string | null, ChannelValue> {
  const merged = new Map<string | null, ChannelValue>();
  for (const value of channels.values()) {
    const known = merged.get(value.channel);
    if (!known) merged.set(value.channel, value);
    else Object.assign(known, { customers: known.customers + value.customers, payments: known.payments + value.payments, netMinor: known.netMinor + value.netMinor });
  }
  return merged;
}

/** `values` are put in order. */
function distribute(values: Float64Array, bounds: readonly number[]): Distribution {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const value of values) {
    let place = 0;
    while (place < bounds.length && value >= (bounds[place] as number)) place += 1;
    counts[place] = (counts[place] as number) + 1;
  }
  const sorted = values.sort();
  const middle = sorted.length >> 1;
  const median = sorted.length === 0 ? null : sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  return { counts, median };
}
