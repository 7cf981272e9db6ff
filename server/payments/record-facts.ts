import { PaymentFactRecord } from "../../models/payment-fact-record.ts";
import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { idsOf } from "./join-facts.ts";
import { refreshPayments } from "./refresh-payments.ts";

/** Adds facts and rebuilds the payments that they speak of. A fact that is there already changes nothing. Returns the payments' ids. */
export async function recordFacts(options: { websiteId: string; facts: PaymentFact[]; now: Date }): Promise<string[]> {
  const { websiteId, facts, now } = options;
  if (facts.length === 0) return [];
  try {
    await PaymentFactRecord.insertMany(facts.map((fact) => ({ ...fact, websiteId, ids: idsOf(fact), recordedAt: now })), { ordered: false });
  } catch (error) {
    const writeErrors = (error as { writeErrors?: { code: number }[] }).writeErrors ?? [];
    if (writeErrors.length === 0 || writeErrors.some(({ code }) => code !== 11_000)) throw error;
  }
  const customerIds = facts.map(({ customerId }) => customerId).filter((id): id is string => id !== null);
  return refreshPayments({ websiteId, ids: facts.flatMap(idsOf), customerIds, now });
}
