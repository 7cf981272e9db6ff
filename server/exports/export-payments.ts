import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { matchPayments } from "../reports/list-payments.ts";
import type { PaymentFilter } from "../reports/list-payments.ts";
import { linkedTouch } from "../shared/linked-touch.ts";
import type { Period } from "../shared/period.ts";
import { toMajorUnits } from "../shared/money.ts";
import { openEmail } from "../shared/personal-data.ts";
import { readBatches } from "../shared/read-batches.ts";
import { writeCsv } from "./write-csv.ts";

const COLUMNS = ["payment_id", "provider", "provider_payment_id", "paid_at", "status", "kind", "amount", "refunded", "dispute_lost", "currency", "livemode", "customer_email", "customer_id", "subscription_id", "visitor_id", "session_id", "link_method", "link_confidence", "channel", "source", "medium", "campaign", "keyword", "landing_page", "referrer"];

const ALWAYS: Period = { from: new Date(0), to: new Date(8.64e15) };

/** The payments that a filter lets through, of a period or (null) of all time, oldest first, amounts in major units. */
export function exportPayments(options: { websiteId: string; period: Period | null; filter: PaymentFilter }): AsyncGenerator<string> {
  const { websiteId, filter } = options;
  const period = options.period ?? ALWAYS;
  const batches = readBatches({
    period,
    find: (span, limit) => Payment.find({ websiteId, paidAt: span, ...matchPayments(filter) }).sort({ paidAt: 1 }).limit(limit).lean<(PaymentRecord & { _id: unknown })[]>(),
    timeOf: ({ paidAt }) => paidAt,
    toRow: (payment) => {
      const { currency, link } = payment;
      const touch = linkedTouch(payment);
      const money = [payment.amountMinor, payment.refundedMinor, payment.disputeLostMinor].map((minor) => toMajorUnits(minor, currency));
      return [
        payment.paymentId, payment.provider, payment.key, payment.paidAt.toISOString(), payment.status, payment.kind, ...money, currency, payment.livemode,
        openEmail(payment.customerEmail), payment.customerId, payment.subscriptionId, link.visitorId, link.sessionId, link.method, link.confidence,
        touch?.channel ?? null, touch?.source ?? null, touch?.medium ?? null, touch?.campaign ?? null, touch?.keyword ?? null, touch?.landingPath ?? null, touch?.referrer ?? null,
      ];
    },
  });
  return writeCsv(COLUMNS, batches);
}
