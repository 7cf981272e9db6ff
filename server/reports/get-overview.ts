import { ratio } from "./metrics.ts";
import type { Money } from "./metrics.ts";
import { comparedPeriod } from "./compared-period.ts";
import type { Compare } from "./compared-period.ts";
import { passingRows } from "./filter-rows.ts";
import type { Mask } from "./filter-rows.ts";
import { prepareReport } from "./prepare-report.ts";
import type { ReportQuestion, ReportRows } from "./prepare-report.ts";
import { createMemory } from "./remember.ts";
import type { PaymentsFrame } from "../read-model/payments-frame.ts";
import type { VisitsFrame } from "../read-model/visits-frame.ts";

export type Overview = {
  visitors: number;
  sessions: number;
  pageviews: number;
  bounceRate: number;
  averageSessionSeconds: number;
  payments: number;
  customers: number;
  conversionRate: number;
  averageOrderValueMinor: number;
  revenuePerVisitorMinor: number;
  revenue: Money;
  refundsIssuedMinor: number;
  otherCurrencies: (Money & { currency: string; payments: number })[];
  unlinkedPayments: number;
};
export type OverviewReport = { from: string; to: string; timezone: string; currency: string } & Overview;

/**
 * The figures of a period; money in minor units of the website's currency, other currencies apart; ratios are 0 where there is nothing to divide by. With
 * `compare` also those of the period before, or of the same days a year earlier.
 */
export async function getOverview(question: ReportQuestion & { compare?: Compare | undefined }): Promise<OverviewReport & { comparison?: OverviewReport }> {
  const { compare, ...own } = question;
  if (!compare) return readOverview(own);
  const [overview, comparison] = await Promise.all([readOverview(own), readOverview({ ...own, period: comparedPeriod(own.period, compare, own.website.timezone) })]);
  return { ...overview, comparison };
}

async function readOverview(question: ReportQuestion): Promise<OverviewReport> {
  const { website, period } = question;
  return { from: period.from.toISOString(), to: period.to.toISOString(), timezone: website.timezone, currency: website.currency, ...computeOverview(await prepareReport(question), website.currency) };
}

function computeOverview({ visits, mask, money, withTest }: ReportRows, currency: string): Overview {
  const { frame, rows, revenue } = money;
  const traffic = countTraffic(visits, mask);
  const total = sumMoney(frame, revenue);
  const customers = new Uint8Array(frame.dictionary("customer").values.length);
  let payers = 0;
  let unlinkedPayments = 0;
  let last = 0;
  const others = new Map<string, number[]>();
  for (const row of rows) {
    customers[frame.customer[row] as number] = 1;
    const visitor = frame.visitor[row] as number;
    if (visitor === 0) unlinkedPayments += 1;
    else if (visitor !== last) payers += 1;
    last = visitor;
    const other = frame.dictionary("currency").values[frame.currency[row] as number] as string;
    if (other === currency) continue;
    const own = others.get(other);
    if (own) own.push(row);
    else others.set(other, [row]);
  }
  const ownCurrency = frame.dictionary("currency").codes.get(currency);
  return {
    visitors: traffic.visitors,
    sessions: traffic.sessions,
    pageviews: traffic.pageviews,
    bounceRate: ratio(traffic.bounces, traffic.sessions),
    averageSessionSeconds: Math.round(ratio(traffic.durationMs / 1_000, traffic.sessions)),
    payments: revenue.length,
    customers: customers.reduce((sum, one) => sum + one, 0),
    conversionRate: Math.min(1, ratio(payers, traffic.visitors)),
    averageOrderValueMinor: Math.round(ratio(total.grossMinor, revenue.length)),
    revenuePerVisitorMinor: Math.round(ratio(total.netMinor, traffic.visitors)),
    revenue: total,
    refundsIssuedMinor: frame.refunds.reduce((sum, refund) => sum + (refund.currency === ownCurrency && (withTest || refund.live === 1) ? refund.amount : 0), 0),
    otherCurrencies: [...others]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, own]) => {
        const counted = own.filter((row) => (frame.amount[row] as number) > 0);
        return { currency: name, ...sumMoney(frame, counted), payments: counted.length };
      }),
    unlinkedPayments,
  };
}

type Traffic = { visitors: number; sessions: number; pageviews: number; bounces: number; durationMs: number };
const counted = createMemory<VisitsFrame | Uint8Array, Traffic>(1);

function countTraffic(visits: VisitsFrame, mask: Mask): Traffic {
  return counted(mask ?? visits, "traffic", () => {
    const [pageViews, goals, durations, visitor] = [visits.pageViews(), visits.goalCount(), visits.durationMs(), visits.visitor];
    const picked = passingRows(mask);
    const sessions = picked?.length ?? visits.rows;
    let [visitors, pageviews, bounces, durationMs, last] = [0, 0, 0, 0, -1];
    for (let place = 0; place < sessions; place += 1) {
      const row = picked === null ? place : (picked[place] as number);
      pageviews += pageViews[row] as number;
      durationMs += durations[row] as number;
      if (pageViews[row] === 1 && goals[row] === 0) bounces += 1;
      if (visitor[row] !== last) visitors += 1;
      last = visitor[row] as number;
    }
    return { visitors, sessions, pageviews, bounces, durationMs };
  });
}

function sumMoney(frame: PaymentsFrame, rows: number[]): Money {
  const sum = { grossMinor: 0, refundedMinor: 0, disputeLostMinor: 0, netMinor: 0 };
  for (const row of rows) {
    sum.grossMinor += frame.amount[row] as number;
    sum.refundedMinor += frame.refunded[row] as number;
    sum.disputeLostMinor += frame.lost[row] as number;
  }
  sum.netMinor = sum.grossMinor - sum.refundedMinor - sum.disputeLostMinor;
  return sum;
}
