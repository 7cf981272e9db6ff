import { readSpending } from "../costs/read-spending.ts";
import { RENEWAL } from "../read-model/payments-segment.ts";
import { prepareReport } from "../reports/prepare-report.ts";
import type { ReportQuestion } from "../reports/prepare-report.ts";
import { computeCustomers } from "./compute-customers.ts";
import type { CustomerFigures } from "./compute-customers.ts";
import { recentBuckets } from "./recent-buckets.ts";

export type CustomersReport = Omit<CustomerFigures, "cohorts"> & {
  /** By the month of the customers' first touch: what marketing cost in it, and what they paid in it and each month after. */
  cohorts: { start: string; customers: number; costMinor: number; netMinor: number[] }[];
};

/**
 * What customers are worth, over the payments of the last `months` months (the running one included) in the website's currency. A first touch is the
 * earliest visit frozen with any of the customer's payments; visits are frozen up to a year back.
 */
export async function getCustomers(question: Omit<ReportQuestion, "period"> & { months: number; now: Date }): Promise<CustomersReport> {
  const { website, filters, months, now } = question;
  const { starts, period } = recentBuckets("month", months, website.timezone, now);
  const [{ money }, spending] = await Promise.all([prepareReport({ website, period, filters }), readSpending(website, starts, period.to)]);
  const { frame, revenue } = money;
  const [channels, codes] = [frame.dictionary("channel").values, frame.touch("channel")];
  const count = revenue.length;
  const payments = {
    customer: new Uint32Array(count),
    paidAt: new Float64Array(count),
    netMinor: new Float64Array(count),
    isRenewal: new Uint8Array(count),
    touches: new Uint32Array(count),
    firstTouchAt: new Float64Array(count).fill(NaN),
    firstChannel: new Uint32Array(count),
    customers: frame.dictionary("customer").values.length,
    channels,
  };
  for (let index = 0; index < count; index += 1) {
    const row = revenue[index] as number;
    const first = frame.touchStart[row] as number;
    const touches = (frame.touchStart[row + 1] as number) - first;
    payments.customer[index] = frame.customer[row] as number;
    payments.paidAt[index] = frame.paidAt[row] as number;
    payments.netMinor[index] = (frame.amount[row] as number) - (frame.refunded[row] as number) - (frame.lost[row] as number);
    if (frame.kind[row] === RENEWAL) payments.isRenewal[index] = 1;
    if (touches === 0) continue;
    payments.touches[index] = touches;
    payments.firstTouchAt[index] = frame.touchAt[first] as number;
    payments.firstChannel[index] = codes[first] as number;
  }
  const { cohorts, ...figures } = computeCustomers(payments, starts);
  return { ...figures, cohorts: cohorts.map((cohort, index) => ({ start: new Date(starts[index] as number).toISOString(), costMinor: spending[index] ?? 0, ...cohort })) };
}
