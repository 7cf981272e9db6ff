import { readSpending } from "../costs/read-spending.ts";
import { prepareReport } from "../reports/prepare-report.ts";
import type { ReportQuestion } from "../reports/prepare-report.ts";
import { computeCustomers } from "./compute-customers.ts";
import type { CustomerFigures } from "./compute-customers.ts";
import { recentBuckets } from "./recent-buckets.ts";

const RENEWAL = 2;

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
  const { frame } = money;
  const [channels, codes] = [frame.dictionary("channel").values, frame.touch("channel")];
  const payments = money.revenue.map((row) => {
    const first = frame.touchStart[row] as number;
    const touches = (frame.touchStart[row + 1] as number) - first;
    return {
      customer: frame.customer[row] as number,
      paidAt: frame.paidAt[row] as number,
      netMinor: (frame.amount[row] as number) - (frame.refunded[row] as number) - (frame.lost[row] as number),
      isRenewal: frame.kind[row] === RENEWAL,
      touches,
      firstTouchAt: touches > 0 ? (frame.touchAt[first] as number) : null,
      firstChannel: touches > 0 ? (channels[codes[first] as number] ?? null) : null,
    };
  });
  const { cohorts, ...figures } = computeCustomers(payments, starts);
  return { ...figures, cohorts: cohorts.map((cohort, index) => ({ start: new Date(starts[index] as number).toISOString(), costMinor: spending[index] ?? 0, ...cohort })) };
}
