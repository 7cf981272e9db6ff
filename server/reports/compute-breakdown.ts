import { creditShares } from "../attribution/models.ts";
import type { AttributionModel } from "../attribution/models.ts";
import { splitMinorUnits } from "../shared/money.ts";
import { ratio } from "./compute-overview.ts";
import { valueOf } from "./dimensions.ts";
import type { TouchDimension } from "./dimensions.ts";
import { linkedTouch } from "./load-report-data.ts";
import type { ReportData, ReportPayment } from "./load-report-data.ts";

type Figures = {
  visitors: number;
  sessions: number;
  payments: number;
  netMinor: number;
  grossMinor: number;
  refundedMinor: number;
  conversionRate: number;
  averageOrderValueMinor: number;
  revenuePerVisitorMinor: number;
};
export type BreakdownRow = Figures & { value: string | null };
export type Breakdown = {
  rows: BreakdownRow[];
  other: (Figures & { count: number }) | null;
  unattributed: { payments: number; netMinor: number; grossMinor: number; refundedMinor: number };
};

type Bucket = { visitors: Set<string>; payers: Set<string>; sessions: number; payments: number; gross: number; refunded: number; lost: number };

/**
 * Visits and money by the values of a dimension. A payment's gross, refunded and lost amounts are each split over its touches so that the parts
 * add up exactly; refunds go where the money was credited. Pure.
 */
export function computeBreakdown(data: ReportData, dimension: TouchDimension, model: AttributionModel, limit: number): Breakdown {
  const buckets = createBuckets();
  for (const session of data.sessions) buckets.visit(valueOf(session.touch, dimension), session.visitorId);
  const unattributed: ReportPayment[] = [];
  for (const payment of moneyOf(data)) {
    const touches = creditedTouches(payment, model);
    if (touches.length === 0) {
      unattributed.push(payment);
      continue;
    }
    const weights = creditShares(touches, model);
    const [gross, refunded, lost] = [payment.amountMinor, payment.refundedMinor, payment.disputeLostMinor].map((amount) => splitMinorUnits(amount, weights)) as [number[], number[], number[]];
    touches.forEach((touch, index) => {
      if ((weights[index] ?? 0) === 0) return;
      buckets.pay(valueOf(touch, dimension), payment.link.visitorId, { payments: weights[index] ?? 0, gross: gross[index] ?? 0, refunded: refunded[index] ?? 0, lost: lost[index] ?? 0 });
    });
  }
  return buckets.finish(limit, unattributed);
}

/** Visits of each page; its money is that of payments whose linked session saw it, so rows overlap. */
export function computePageBreakdown(data: ReportData, pagesOfSession: Map<string, Set<string>>, limit: number): Breakdown {
  const buckets = createBuckets();
  for (const session of data.sessions) for (const page of pagesOfSession.get(session.sessionId) ?? []) buckets.visit(page, session.visitorId);
  const unattributed: ReportPayment[] = [];
  for (const payment of moneyOf(data)) {
    const pages = payment.link.sessionId ? pagesOfSession.get(payment.link.sessionId) : undefined;
    if (!pages) unattributed.push(payment);
    for (const page of pages ?? []) {
      buckets.pay(page, payment.link.visitorId, { payments: 1, gross: payment.amountMinor, refunded: payment.refundedMinor, lost: payment.disputeLostMinor });
    }
  }
  return buckets.finish(limit, unattributed);
}

/** `last_touch` credits the visit that the payment is linked to, which is the last of its touches. */
function creditedTouches(payment: ReportPayment, model: AttributionModel) {
  const last = linkedTouch(payment);
  return model === "last_touch" ? (last ? [last] : []) : payment.touches;
}

function moneyOf(data: ReportData): ReportPayment[] {
  return data.payments.filter(({ currency, amountMinor }) => currency === data.currency && amountMinor > 0);
}

function createBuckets() {
  const buckets = new Map<string | null, Bucket>();
  function at(value: string | null): Bucket {
    let bucket = buckets.get(value);
    if (!bucket) {
      bucket = { visitors: new Set(), payers: new Set(), sessions: 0, payments: 0, gross: 0, refunded: 0, lost: 0 };
      buckets.set(value, bucket);
    }
    return bucket;
  }
  return {
    visit: (value: string | null, visitorId: string) => {
      const bucket = at(value);
      bucket.sessions += 1;
      bucket.visitors.add(visitorId);
    },
    pay: (value: string | null, visitorId: string | null, part: { payments: number; gross: number; refunded: number; lost: number }) => {
      const bucket = at(value);
      bucket.payments += part.payments;
      bucket.gross += part.gross;
      bucket.refunded += part.refunded;
      bucket.lost += part.lost;
      if (visitorId) bucket.payers.add(visitorId);
    },
    finish: (limit: number, unattributed: ReportPayment[]): Breakdown => {
      const rows = [...buckets].map(([value, bucket]) => ({ value, ...figuresOf(bucket), bucket }));
      rows.sort((a, b) => b.netMinor - a.netMinor || b.visitors - a.visitors || compareValues(a.value, b.value));
      const beyond = rows.slice(limit);
      const sum = (read: (payment: ReportPayment) => number) => unattributed.reduce((total, payment) => total + read(payment), 0);
      return {
        rows: rows.slice(0, limit).map(({ bucket: _bucket, ...row }) => row),
        other: beyond.length === 0 ? null : { count: beyond.length, ...figuresOf(mergeBuckets(beyond.map(({ bucket }) => bucket))) },
        unattributed: {
          payments: unattributed.length,
          netMinor: sum((payment) => payment.amountMinor - payment.refundedMinor - payment.disputeLostMinor),
          grossMinor: sum(({ amountMinor }) => amountMinor),
          refundedMinor: sum(({ refundedMinor }) => refundedMinor),
        },
      };
    },
  };
}

function compareValues(a: string | null, b: string | null): number {
  return a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;
}

function mergeBuckets(buckets: Bucket[]): Bucket {
  return {
    visitors: new Set(buckets.flatMap(({ visitors }) => [...visitors])),
    payers: new Set(buckets.flatMap(({ payers }) => [...payers])),
    sessions: buckets.reduce((sum, { sessions }) => sum + sessions, 0),
    payments: buckets.reduce((sum, { payments }) => sum + payments, 0),
    gross: buckets.reduce((sum, { gross }) => sum + gross, 0),
    refunded: buckets.reduce((sum, { refunded }) => sum + refunded, 0),
    lost: buckets.reduce((sum, { lost }) => sum + lost, 0),
  };
}

function figuresOf(bucket: Bucket): Figures {
  const netMinor = bucket.gross - bucket.refunded - bucket.lost;
  return {
    visitors: bucket.visitors.size,
    sessions: bucket.sessions,
    payments: Math.round(bucket.payments * 1e6) / 1e6,
    netMinor,
    grossMinor: bucket.gross,
    refundedMinor: bucket.refunded,
    conversionRate: Math.min(1, ratio(bucket.payers.size, bucket.visitors.size)),
    averageOrderValueMinor: Math.round(ratio(bucket.gross, bucket.payments)),
    revenuePerVisitorMinor: Math.round(ratio(netMinor, bucket.visitors.size)),
  };
}
