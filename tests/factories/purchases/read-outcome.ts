import { Checkout } from "../../../models/checkout.ts";
import { Payment } from "../../../models/payment.ts";
import { Subscription } from "../../../models/subscription.ts";
import { openEmail } from "../../../server/shared/personal-data.ts";
import type { PaymentRecord } from "../../../models/payment.ts";
import type { TestApp } from "../start-app.ts";
import type { Shop } from "./buyer-acts.ts";

export type Outcome = Awaited<ReturnType<typeof readOutcome>>;
export type SeenPayment = ReturnType<typeof viewOf>;
type Revenue = { grossMinor: number; refundedMinor: number; disputeLostMinor: number; netMinor: number };
type Row = { value: string | null; payments: number } & Record<"netMinor" | "grossMinor" | "refundedMinor", number>;

/** All that people can see of a website's money, with the shop's prefix taken out of every id. */
export async function readOutcome(app: TestApp, shop: Shop, from: number, to: number) {
  const { websiteId, key, prefix } = shop;
  const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value).replaceAll(new RegExp(`${prefix}(?=\\d{4})`, "g"), "")) as Value;
  const payments = (await Payment.find({ websiteId }).sort({ key: 1 }).lean<PaymentRecord[]>()).map((payment) => plain(viewOf(payment)));
  const checkouts = (await Checkout.find({ websiteId }).lean()).map(({ checkoutId, state, endedAt }) => plain(`${checkoutId} ${state} ${endedAt.toISOString()}`)).sort();
  const subscriptions = (await Subscription.find({ websiteId }).lean()).map(({ subscriptionId, status, monthlyMinor }) => plain(`${subscriptionId} ${status} ${monthlyMinor}`)).sort();
  const span = `from=${new Date(from).toISOString().slice(0, 10)}&to=${new Date(to).toISOString().slice(0, 10)}`;
  const overview = await app.ask<{ revenue: Revenue; otherCurrencies: ({ currency: string } & Revenue)[]; payments: number; customers: number; unlinkedPayments: number }>(key, `/reports/overview?${span}`);
  const breakdown = async (model: string) => {
    const { rows, unattributed } = await app.ask<{ rows: Row[]; unattributed: Omit<Row, "value"> }>(key, `/reports/breakdown?dimension=channel&model=${model}&${span}`);
    return { rows: rows.map(({ value, payments: count, netMinor, grossMinor, refundedMinor }) => [value, count, netMinor, grossMinor, refundedMinor]), unattributed };
  };
  const { points } = await app.ask<{ points: ({ start: string } & Revenue)[] }>(key, `/reports/timeseries?interval=day&metric=grossMinor,refundedMinor,netMinor,payments&${span}`);
  return {
    payments,
    checkouts,
    subscriptions,
    totals: {
      revenue: overview.revenue,
      others: overview.otherCurrencies.map(({ currency, grossMinor, refundedMinor, disputeLostMinor }) => [currency, grossMinor, refundedMinor, disputeLostMinor]).sort(),
      counted: [overview.payments, overview.customers, overview.unlinkedPayments],
      byLastTouch: await breakdown("last_touch"),
      byFirstTouch: await breakdown("first_touch"),
      byDay: points.filter(({ grossMinor, refundedMinor }) => grossMinor !== 0 || refundedMinor !== 0),
    },
  };
}

function viewOf(payment: PaymentRecord) {
  const { key, provider, providerIds, livemode, status, kind, amountMinor, refundedMinor, disputeLostMinor, currency, customerId, subscriptionId, paymentLinkId, paidAt, boughtAt, link, touches, refunds, disputes, claimed } = payment;
  return {
    key,
    money: [status, kind, amountMinor, refundedMinor, disputeLostMinor, currency, livemode ? "live" : "test"],
    ids: [provider, ...providerIds, customerId, subscriptionId, paymentLinkId],
    email: openEmail(payment.customerEmail),
    at: [paidAt.toISOString(), boughtAt?.toISOString() ?? null],
    link: [link.visitorId, link.method, link.confidence, link.sessionId, link.follows?.by ?? null],
    touches: touches.map(({ campaign, at }) => `${campaign} ${at.toISOString()}`),
    refunds: refunds.map(({ refundId, amountMinor: back, at }) => `${refundId} ${back} ${at.toISOString()}`),
    disputes: disputes.map(({ disputeId, state }) => `${disputeId} ${state}`),
    claimed,
  };
}
