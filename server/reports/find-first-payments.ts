import { loadSegments } from "../read-model/load-segments.ts";
import { RENEWAL } from "../read-model/payments-segment.ts";
import type { WebsiteState } from "../read-model/website-state.ts";
import { listLocalDays } from "../shared/local-days.ts";
import type { ReportQuestion, ReportRows } from "./prepare-report.ts";

/**
 * Of a report's payments those that are their customer's first ever, free ones (trials) included: each is one customer won. Who is only known by a renewal
 * was won before anything was told. Call it with the rows that `prepareReport` gave for the same question.
 */
export async function findFirstPayments({ website, period }: ReportQuestion, { money, withTest, state }: ReportRows): Promise<number[]> {
  const { frame, rows } = money;
  const before = await findEarlierCustomers(state, website.timezone, period.from, withTest);
  const first = new Map<number, number>();
  for (let row = 0; row < frame.rows; row += 1) {
    if (!withTest && frame.live[row] !== 1) continue;
    const customer = frame.customer[row] as number;
    const known = first.get(customer);
    if (known === undefined || (frame.paidAt[row] as number) < (frame.paidAt[known] as number)) first.set(customer, row);
  }
  return rows.filter((row) => {
    const customer = frame.customer[row] as number;
    return first.get(customer) === row && frame.kind[row] !== RENEWAL && !before.has(customer);
  });
}

/** Codes of the customers who paid before an instant. */
async function findEarlierCustomers(state: WebsiteState, timezone: string, until: Date, withTest: boolean): Promise<Set<number>> {
  const [firstDay] = [...state.counts.keys()].sort();
  const customers = new Set<number>();
  if (firstDay === undefined) return customers;
  // A local day may begin before the day of the same name does in UTC.
  const from = new Date(Date.parse(firstDay) - 86_400_000);
  if (from >= until) return customers;
  const days = await loadSegments(state, { timezone, kind: "payments", days: listLocalDays(from, until, timezone) });
  for (const { day, segment } of days) {
    const [{ codes, remap }, live, paidAt] = [segment.customer, segment.live, segment.paidAt];
    const latest = until.getTime() - day.from.getTime();
    for (let row = 0; row < segment.rows; row += 1) {
      if ((withTest || live[row] === 1) && (paidAt[row] as number) < latest) customers.add(remap[codes[row] as number] as number);
    }
  }
  return customers;
}
