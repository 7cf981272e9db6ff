import { Payment } from "../../models/payment.ts";
import { Session } from "../../models/session.ts";
import { Website } from "../../models/website.ts";
import type { LinkMethod } from "../../models/payment-link.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { sealEmail } from "../shared/personal-data.ts";
import { inChunks } from "../shared/in-chunks.ts";
import { readBatches } from "../shared/read-batches.ts";
import { readClaims } from "./follow-claims.ts";
import { linkPayments } from "./link-payments.ts";

const BATCH = 500;

type WaitingPayment = PaymentRecord & { _id: unknown; linkRetryUntil: Date };

/**
 * After an identify: payments of that e-mail that have no stronger link are looked at again. When the tie is not new, only those without any
 * link: browsers identify on every page.
 */
export async function relinkAfterIdentify(options: { websiteId: string; email: string | null; isNew: boolean; now: Date }): Promise<void> {
  if (!options.email) return;
  const methods: LinkMethod[] = options.isNew ? ["none", "time", "email"] : ["none", "time"];
  const waiting = await Payment.find({ websiteId: options.websiteId, customerEmail: sealEmail(options.email), "link.method": { $in: methods } }).select({ paymentId: 1 }).lean<PaymentRecord[]>();
  if (waiting.length > 0) await linkPayments({ websiteId: options.websiteId, paymentIds: waiting.map(({ paymentId }) => paymentId), now: options.now });
}

/** Payments whose claimed visitor or session was unknown are looked at again until their seven days are over, fresh unlinked ones for some minutes. */
export async function relinkWaitingPayments(now: Date): Promise<void> {
  const websites = await Website.find({ deletedAt: null }).select({ _id: 1 }).lean<WebsiteRecord[]>();
  for (const { _id: websiteId } of websites) {
    // In the order of the index: there may be very many, of which each look takes some.
    const pages = readBatches({
      period: { from: now, to: new Date(8.64e15) },
      find: (span, limit) => Payment.find({ websiteId, linkRetryUntil: span }).sort({ linkRetryUntil: 1 }).limit(limit).select({ paymentId: 1, claimed: 1, link: 1, linkRetryUntil: 1 }).lean<WaitingPayment[]>(),
      timeOf: ({ linkRetryUntil }) => linkRetryUntil,
      toRow: (payment) => payment,
    });
    for await (const page of pages) {
      // Those of one instant come all at once.
      for (const some of inChunks(page, BATCH)) {
        const ready = await findReady(websiteId, some);
        if (ready.length > 0) await linkPayments({ websiteId, paymentIds: ready, now });
      }
    }
  }
}

/** Of very many that wait, those whose claimed session, or visitor if there is none yet, is there now; those that claim nothing are worth a look each time. */
async function findReady(websiteId: string, page: PaymentRecord[]): Promise<string[]> {
  const waiting = page.map((payment) => ({ payment, claims: readClaims(payment) }));
  const claims = waiting.flatMap((one) => one.claims);
  const visitors = claims.flatMap(({ visitorId }) => visitorId ?? []);
  const sessions = claims.flatMap(({ sessionId }) => sessionId ?? []);
  const [byVisitor, byClient, byId] = await Promise.all([
    Session.distinct("visitorId", { websiteId, visitorId: { $in: visitors } }),
    Session.distinct("clientSessionId", { websiteId, clientSessionId: { $in: sessions } }),
    Session.distinct("sessionId", { websiteId, sessionId: { $in: sessions } }),
  ]);
  const seenVisitors = new Set<string | null>(byVisitor);
  const seenSessions = new Set<string | null>([...byClient, ...byId]);
  const isReady = ({ payment, claims: own }: (typeof waiting)[number]) =>
    own.length === 0 || own.some(({ method, visitorId, sessionId }) => seenSessions.has(sessionId) || ((payment.link.visitorId !== visitorId || payment.link.method !== method) && seenVisitors.has(visitorId)));
  return waiting.filter(isReady).map(({ payment }) => payment.paymentId);
}
