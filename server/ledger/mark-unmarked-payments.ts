import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { markPayments } from "./write-payment.ts";

/** How long before its last sign of life a server may have begun to write what it could not tell any more, and how long it may have gone on after that. */
const BEFORE_MS = 60_000;
const AFTER_MS = 20_000;

type Written = Pick<PaymentRecord, "websiteId" | "paidAt" | "refunds" | "leftAt">;

/**
 * After a server died: payments that it wrote and whose days it did not come to tell the reports. Its event is processed once more by another server, which
 * finds the payment as it should be, and writes nothing. Returns how many payments were told of.
 */
export async function markUnmarkedPayments(options: { lastAliveAt: Date }): Promise<{ marked: number }> {
  const at = options.lastAliveAt.getTime();
  const websites = await Website.find({}).select({ _id: 1 }).lean<Pick<WebsiteRecord, "_id">[]>();
  let marked = 0;
  for (const { _id: websiteId } of websites) {
    const payments = await Payment.find({ websiteId, writtenAt: { $gte: new Date(at - BEFORE_MS), $lte: new Date(at + AFTER_MS) } }).select({ _id: 0, websiteId: 1, paidAt: 1, refunds: 1, leftAt: 1 }).lean<Written[]>();
    await markPayments(payments, new Date(0));
    marked += payments.length;
  }
  return { marked };
}
