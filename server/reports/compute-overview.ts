import type { ReportData, ReportPayment } from "./load-report-data.ts";

export type Money = { grossMinor: number; refundedMinor: number; disputeLostMinor: number; netMinor: number };
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

/** The figures of a period. Pure; ratios are 0 where there is nothing to divide by. */
export function computeOverview(data: ReportData, refundsIssuedMinor: number): Overview {
  const { sessions } = data;
  const payments = data.payments.filter(({ currency }) => currency === data.currency);
  const counted = payments.filter(({ amountMinor }) => amountMinor > 0);
  const visitors = new Set(sessions.map(({ visitorId }) => visitorId));
  const revenue = sumMoney(counted);
  const paying = new Set(data.payments.map(payer));
  const seconds = sessions.reduce((sum, { startedAt, lastSeenAt }) => sum + (lastSeenAt.getTime() - startedAt.getTime()) / 1_000, 0);
  const others = [...new Set(data.payments.map(({ currency }) => currency))].filter((currency) => currency !== data.currency).sort();
  return {
    visitors: visitors.size,
    sessions: sessions.length,
    pageviews: sessions.reduce((sum, { pageViews }) => sum + pageViews, 0),
    bounceRate: ratio(sessions.filter(({ pageViews, goals }) => pageViews === 1 && goals === 0).length, sessions.length),
    averageSessionSeconds: Math.round(ratio(seconds, sessions.length)),
    payments: counted.length,
    customers: paying.size,
    conversionRate: Math.min(1, ratio(new Set(data.payments.flatMap(({ link }) => (link.visitorId ? [link.visitorId] : []))).size, visitors.size)),
    averageOrderValueMinor: Math.round(ratio(revenue.grossMinor, counted.length)),
    revenuePerVisitorMinor: Math.round(ratio(revenue.netMinor, visitors.size)),
    revenue,
    refundsIssuedMinor,
    otherCurrencies: others.map((currency) => {
      const own = data.payments.filter((payment) => payment.currency === currency && payment.amountMinor > 0);
      return { currency, ...sumMoney(own), payments: own.length };
    }),
    unlinkedPayments: data.payments.filter(({ link }) => link.visitorId === null).length,
  };
}

export function sumMoney(payments: readonly Pick<ReportPayment, "amountMinor" | "refundedMinor" | "disputeLostMinor">[]): Money {
  const sum = (read: (payment: Pick<ReportPayment, "amountMinor" | "refundedMinor" | "disputeLostMinor">) => number) => payments.reduce((total, payment) => total + read(payment), 0);
  return {
    grossMinor: sum(({ amountMinor }) => amountMinor),
    refundedMinor: sum(({ refundedMinor }) => refundedMinor),
    disputeLostMinor: sum(({ disputeLostMinor }) => disputeLostMinor),
    netMinor: sum((payment) => payment.amountMinor - payment.refundedMinor - payment.disputeLostMinor),
  };
}

export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Who paid, as far as is known: one customer buys several times. */
function payer({ customerId, customerEmail, link, paymentId }: ReportPayment): string {
  return customerId ?? customerEmail ?? link.visitorId ?? paymentId;
}
