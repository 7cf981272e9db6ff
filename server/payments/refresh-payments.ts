import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { PaymentFactRecord } from "../../models/payment-fact-record.ts";
import type { StoredPaymentFact } from "../../models/payment-fact-record.ts";
import { decideFirstLink, linkPayments } from "../attribution/link-payments.ts";
import { shortHash } from "../shared/ids.ts";
import { buildPayments } from "./build-payments.ts";
import type { BuiltPayment } from "./build-payments.ts";

/**
 * Rebuilds every payment that the given ids or customers have a part in, then links them. Converges under concurrency: a payment from fewer
 * facts never overwrites one from more, and the facts are read again after writing until nothing new has come. Returns the payments' ids.
 */
export async function refreshPayments(options: { websiteId: string; ids: string[]; customerIds: string[]; now: Date }): Promise<string[]> {
  const { websiteId, now } = options;
  for (;;) {
    const facts = await readConnectedFacts(websiteId, options.ids, options.customerIds);
    const built = buildPayments(facts);
    for (const payment of built) await writePayment(websiteId, payment, now);
    await removeSuperseded(websiteId, built, facts);
    const again = await readConnectedFacts(websiteId, options.ids, options.customerIds);
    if (again.length !== facts.length) continue;
    const paymentIds = built.map((payment) => paymentIdOf(websiteId, payment));
    await linkPayments({ websiteId, paymentIds, corrections: new Map(built.map((payment) => [paymentIdOf(websiteId, payment), payment.correction])), now });
    return paymentIds;
  }
}

export function paymentIdOf(websiteId: string, payment: Pick<PaymentRecord, "provider" | "key">): string {
  return `pay_${shortHash(20, websiteId, payment.provider, payment.key)}`;
}

/** Everything that shares an id, step by step, and everything of the customers met on the way. */
async function readConnectedFacts(websiteId: string, ids: string[], customerIds: string[]): Promise<StoredPaymentFact[]> {
  const found = new Map<string, StoredPaymentFact>();
  let wantedIds = new Set(ids);
  let wantedCustomers = new Set(customerIds);
  const seen = new Set<string>();
  while (wantedIds.size + wantedCustomers.size > 0) {
    const clauses = [
      ...(wantedIds.size > 0 ? [PaymentFactRecord.find({ websiteId, ids: { $in: [...wantedIds] } }).lean<StoredPaymentFact[]>()] : []),
      ...(wantedCustomers.size > 0 ? [PaymentFactRecord.find({ websiteId, customerId: { $in: [...wantedCustomers] } }).lean<StoredPaymentFact[]>()] : []),
    ];
    for (const id of [...wantedIds, ...wantedCustomers]) seen.add(id);
    const facts = (await Promise.all(clauses)).flat();
    for (const fact of facts) found.set(fact.factId, fact);
    wantedIds = new Set(facts.flatMap((fact) => fact.ids).filter((id) => !seen.has(id)));
    wantedCustomers = new Set(facts.flatMap(({ customerId }) => (customerId && !seen.has(customerId) ? [customerId] : [])));
  }
  return [...found.values()];
}

async function writePayment(websiteId: string, payment: BuiltPayment, now: Date): Promise<void> {
  const { correction, ...fields } = payment;
  const paymentId = paymentIdOf(websiteId, payment);
  const place = { websiteId, provider: payment.provider, key: payment.key };
  const known = await Payment.findOne(place).select({ _id: 1 }).lean();
  const unlinked: PaymentRecord["link"] = { method: "none", confidence: "none", visitorId: null, sessionId: null, evidence: [], linkedAt: null };
  const first = { link: unlinked, touches: [], linkRetryUntil: null, createdAt: now };
  const link = known ? first : await decideFirstLink({ ...place, ...fields, paymentId, updatedAt: now, ...first }, { correction, now });
  try {
    await Payment.updateOne(
      { ...place, factCount: { $lte: payment.factCount } },
      { $set: { ...fields, paymentId, updatedAt: now }, $setOnInsert: { ...first, ...link } },
      { upsert: true },
    );
  } catch (error) {
    // There is one already, from more facts than these.
    if ((error as { code?: number }).code !== 11_000) throw error;
  }
}

/** A provisional record (an invoice whose intent is known by now) goes; its money is the other's. */
async function removeSuperseded(websiteId: string, built: BuiltPayment[], facts: StoredPaymentFact[]): Promise<void> {
  for (const provider of new Set(facts.map((fact) => fact.provider))) {
    const kept = new Set(built.filter((payment) => payment.provider === provider).map(({ key }) => key));
    const ids = new Set(facts.filter((fact) => fact.provider === provider).flatMap((fact) => fact.ids));
    const gone = [...ids].filter((id) => !kept.has(id));
    if (gone.length > 0) await Payment.deleteMany({ websiteId, provider, key: { $in: gone } });
  }
}
