import { Payment } from "../../models/payment.ts";
import type { PaymentRecord, PaymentStatus } from "../../models/payment.ts";
import type { LinkMethod } from "../../models/payment-link.ts";
import { currencyExponent } from "../shared/money.ts";
import { linkedTouch } from "../shared/linked-touch.ts";
import type { Period } from "../shared/period.ts";
import { openEmail, sealEmail } from "../shared/personal-data.ts";
import { readTimeCursor, writeTimeCursor } from "./time-cursor.ts";

export type PaymentView = ReturnType<typeof viewPayment>;

/** A payment as programs and pages see it. */
export function viewPayment(payment: PaymentRecord) {
  const touch = linkedTouch(payment);
  return {
    paymentId: payment.paymentId,
    provider: payment.provider,
    providerPaymentId: payment.key,
    status: payment.status,
    amountMinor: payment.amountMinor,
    refundedMinor: payment.refundedMinor,
    disputeLostMinor: payment.disputeLostMinor,
    currency: payment.currency,
    currencyExponent: currencyExponent(payment.currency),
    customerEmail: openEmail(payment.customerEmail),
    customerId: payment.customerId,
    kind: payment.kind,
    livemode: payment.livemode,
    paidAt: payment.paidAt.toISOString(),
    visitorId: payment.link.visitorId,
    sessionId: payment.link.sessionId,
    link: { method: payment.link.method, confidence: payment.link.confidence, evidence: payment.link.evidence },
    touch: touch && {
      channel: touch.channel,
      source: touch.source,
      medium: touch.medium,
      campaign: touch.campaign,
      keyword: touch.keyword,
      landingPath: touch.landingPath,
      referrer: touch.referrer,
    },
  };
}

/** `search`: a whole e-mail address, or an id of the payment, its customer or its visitor. */
export type PaymentFilter = { status?: PaymentStatus | undefined; linked?: boolean | undefined; method?: LinkMethod | undefined; search?: string | undefined };
export type PaymentQuery = PaymentFilter & { websiteId: string; period: Period | null; limit: number; cursor?: string | undefined };

/** The conditions that a filter stands for, beside those of website and time. */
export function matchPayments({ status, linked, method, search }: PaymentFilter): Record<string, unknown> {
  const text = search?.trim();
  return {
    ...(status ? { status } : {}),
    ...(linked === undefined ? {} : { "link.visitorId": linked ? { $ne: null } : null }),
    ...(method ? { "link.method": method } : {}),
    ...(text ? { $or: [{ customerEmail: sealEmail(text.toLowerCase()) }, { paymentId: text }, { providerIds: text }, { customerId: text }, { key: text }, { "link.visitorId": text }] } : {}),
  };
}

/** Payments, newest first, a page at a time; the cursor names the last one given, so that new payments do not shift the pages. */
export async function listPayments(query: PaymentQuery): Promise<{ payments: PaymentView[]; nextCursor: string | null }> {
  const filter: Record<string, unknown> = { websiteId: query.websiteId, ...matchPayments(query) };
  if (query.period) filter["paidAt"] = { $gte: query.period.from, $lt: query.period.to };
  if (query.cursor) {
    const { at: paidAt, id: paymentId } = readTimeCursor(query.cursor);
    filter["$and"] = [{ $or: [{ paidAt: { $lt: paidAt } }, { paidAt, paymentId: { $gt: paymentId } }] }];
  }
  const found = await Payment.find(filter).sort({ paidAt: -1, paymentId: 1 }).limit(query.limit + 1).lean<PaymentRecord[]>();
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    payments: page.map(viewPayment),
    nextCursor: found.length > query.limit && last ? writeTimeCursor({ at: last.paidAt, id: last.paymentId }) : null,
  };
}
