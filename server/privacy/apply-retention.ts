import { Checkout } from "../../models/checkout.ts";
import { Identity } from "../../models/identity.ts";
import { Payment } from "../../models/payment.ts";
import { PaymentFactRecord } from "../../models/payment-fact-record.ts";
import { Session } from "../../models/session.ts";
import { StripeEvent } from "../../models/stripe-event.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import { WebhookDelivery } from "../../models/webhook-delivery.ts";
import { Website } from "../../models/website.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { changePayment } from "../ledger/write-payment.ts";
import { forgetVisits } from "../read-model/forget-visits.ts";
import { deleteInSlices } from "../shared/delete-in-slices.ts";

const BATCH = 200;
const HOUR_MS = 3_600_000;

/**
 * Deletes what websites keep no longer: visits, events, visitors and identities, the deliveries and events of webhooks that are done, and the
 * addresses of payments. Payments themselves stay, with the campaign that they were credited to. Returns the number of
 * documents that went; safe to do again, or twice at once.
 */
export async function applyRetention(now: Date): Promise<number> {
  const websites = await Website.find({ deletedAt: null, retentionMonths: { $gt: 0 } }).lean<WebsiteRecord[]>();
  let gone = 0;
  for (const { _id, retentionMonths } of websites) if (retentionMonths) gone += await deleteBefore(_id, monthsBefore(now, retentionMonths));
  return gone;
}

function monthsBefore(now: Date, months: number): Date {
  const date = new Date(now);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date;
}

async function deleteBefore(websiteId: string, cutoff: Date): Promise<number> {
  const old = { $lt: cutoff };
  const oldest = await Session.findOne({ websiteId }).sort({ startedAt: 1 }).select({ _id: 0, sessionId: 1, startedAt: 1, lastSeenAt: 1 }).lean<SessionRecord>();
  const counts = [
    await deleteInSlices(TrackedEvent, { websiteId, at: old }),
    // The oldest is the last to go: should the process die before the reports forgot the others, it still tells from which day on.
    await deleteInSlices(Session, { websiteId, lastSeenAt: old, sessionId: { $ne: oldest?.sessionId ?? "" } }),
    await deleteInSlices(Visitor, { websiteId, lastSeenAt: old }),
    await deleteInSlices(Identity, { websiteId, lastAt: old }),
    await deleteInSlices(Checkout, { websiteId, startedAt: old }),
    await deleteInSlices(WebhookDelivery, { websiteId, receivedAt: old }),
    // One that failed or waits still has money to tell.
    await deleteInSlices(StripeEvent, { websiteId, receivedAt: old, status: { $in: ["processed", "ignored"] } }),
  ];
  if (oldest) {
    await forgetVisits(websiteId, hoursBetween(oldest.startedAt, cutoff));
    counts.push(await deleteInSlices(Session, { websiteId, sessionId: oldest.sessionId, lastSeenAt: old }));
    await forgetVisits(websiteId, oldest.lastSeenAt < cutoff ? [oldest.startedAt] : []);
  }
  await forgetAddresses(websiteId, old);
  return counts.reduce((sum, count) => sum + count, 0);
}

function hoursBetween(from: Date, to: Date): Date[] {
  const count = Math.max(0, Math.ceil((to.getTime() - from.getTime()) / HOUR_MS));
  return Array.from({ length: count }, (_, hour) => new Date(from.getTime() + hour * HOUR_MS));
}

/** Facts first: a payment that is rebuilt meanwhile must not get its address back. */
async function forgetAddresses(websiteId: string, old: { $lt: Date }): Promise<void> {
  let after: Date | null = null;
  for (;;) {
    const page: PaymentRecord[] = await Payment.find({ websiteId, paidAt: after === null ? old : { ...old, $gte: after }, customerEmail: { $ne: null } }).sort({ paidAt: 1, paymentId: 1 }).limit(BATCH).lean<PaymentRecord[]>();
    for (const payment of page) {
      await PaymentFactRecord.updateMany({ websiteId, ids: { $in: payment.providerIds } }, { $set: { email: null } });
      await changePayment(payment, { customerEmail: null, emailRank: -1 });
    }
    if (page.length < BATCH) return;
    after = (page.at(-1) as PaymentRecord).paidAt;
  }
}
