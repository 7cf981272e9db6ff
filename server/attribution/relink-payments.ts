import { Payment } from "../../models/payment.ts";
import { Website } from "../../models/website.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { linkPayments } from "./link-payments.ts";

/** After an identify: payments of that e-mail that have no stronger link are looked at again. */
export async function relinkAfterIdentify(options: { websiteId: string; email: string | null; now: Date }): Promise<void> {
  if (!options.email) return;
  const waiting = await Payment.find({ websiteId: options.websiteId, customerEmail: options.email, "link.method": { $in: ["none", "time", "email"] } }).lean<PaymentRecord[]>();
  if (waiting.length > 0) await linkPayments({ websiteId: options.websiteId, paymentIds: waiting.map(({ paymentId }) => paymentId), now: options.now });
}

/** Payments whose claimed visitor was unknown: looked at again until their seven days are over. */
export async function relinkWaitingPayments(now: Date): Promise<void> {
  const websites = await Website.find({ deletedAt: null }).select({ _id: 1 }).lean<WebsiteRecord[]>();
  for (const { _id: websiteId } of websites) {
    const waiting = await Payment.find({ websiteId, linkRetryUntil: { $gte: now } }).limit(500).lean<PaymentRecord[]>();
    if (waiting.length > 0) await linkPayments({ websiteId, paymentIds: waiting.map(({ paymentId }) => paymentId), now });
  }
}
