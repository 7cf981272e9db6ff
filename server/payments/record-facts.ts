import { PaymentFactRecord } from "../../models/payment-fact-record.ts";
import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { sealEmail } from "../shared/personal-data.ts";
import { idsOf } from "./connect-facts.ts";
import { refreshPayments } from "./refresh-payments.ts";

const BATCH = 200;

/** Adds facts and rebuilds the payments that they speak of. A fact that is there already changes nothing. Returns the payments' ids. */
export async function recordFacts(options: { websiteId: string; facts: PaymentFact[]; now: Date }): Promise<string[]> {
  const { websiteId, facts, now } = options;
  if (facts.length === 0) return [];
  await storeFacts(websiteId, facts, now);
  const ids = facts.flatMap(idsOf);
  const paymentIds = ids.length > 0 ? await refreshPayments({ websiteId, ids, now }) : [];
  for (const { customerId } of facts.filter((fact) => idsOf(fact).length === 0)) {
    if (customerId) paymentIds.push(...(await refreshOfCustomer(websiteId, customerId, now)));
  }
  return paymentIds;
}

/** What is told again keeps its earliest time, so that the order of telling makes no difference. */
async function storeFacts(websiteId: string, facts: PaymentFact[], now: Date): Promise<void> {
  const upserts = facts.map(({ factId, at, ...fact }) => {
    const ids = idsOf({ factId, at, ...fact });
    const email = fact.email && { ...fact.email, value: sealEmail(fact.email.value) };
    const stored = { ...fact, email, ids: ids.length > 0 ? ids : fact.customerId ? [fact.customerId] : [], recordedAt: now };
    return { updateOne: { filter: { websiteId, factId }, update: { $setOnInsert: stored, $min: { at } }, upsert: true } };
  });
  try {
    await PaymentFactRecord.bulkWrite(upserts, { ordered: false, throwOnValidationError: true });
  } catch (error) {
    // Another worker stored the same fact at the same moment: what is left to do is to agree on its time.
    if ((error as { code?: number }).code !== 11_000) throw error;
    await PaymentFactRecord.bulkWrite(upserts, { ordered: false, throwOnValidationError: true });
  }
}

/** The customer's own record only speaks for payments that have no better witness of the e-mail. */
async function refreshOfCustomer(websiteId: string, customerId: string, now: Date): Promise<string[]> {
  const refreshed: string[] = [];
  const payments = await Payment.find({ websiteId, customerId, emailRank: { $lte: 0 } }).select({ key: 1 }).lean<Pick<PaymentRecord, "key">[]>();
  for (let start = 0; start < payments.length; start += BATCH) {
    refreshed.push(...(await refreshPayments({ websiteId, ids: payments.slice(start, start + BATCH).map(({ key }) => key), now })));
  }
  return refreshed;
}
