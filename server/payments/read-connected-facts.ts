import { PaymentFactRecord } from "../../models/payment-fact-record.ts";
import type { PaymentFact, StoredPaymentFact } from "../../models/payment-fact-record.ts";
import { connectFacts, idsOf } from "./connect-facts.ts";
import { PAIRING_MS, readOffer } from "./pair-provisional.ts";
import type { Offer } from "./pair-provisional.ts";

/** Enough to see that more than one fits; a customer with more like payments than this within two hours is not paired by guess. */
const MAX_CANDIDATES = 60;

/**
 * Everything that the given ids have a part in: what shares an id, step by step, then what could be the other half of money without an intent
 * (same customer and amount, within the hour), then what is known of the customers themselves. Never a customer's whole history.
 */
export async function readConnectedFacts(websiteId: string, ids: string[]): Promise<StoredPaymentFact[]> {
  const found = new Map<string, StoredPaymentFact>();
  const seen = new Set<string>();
  const paired = new Set<string>();
  let wanted = [...new Set(ids)];
  for (;;) {
    while (wanted.length > 0) {
      const facts = await PaymentFactRecord.find({ websiteId, ids: { $in: wanted } }).lean<StoredPaymentFact[]>();
      for (const id of wanted) seen.add(id);
      for (const fact of facts) found.set(fact.factId, fact);
      wanted = unseen(facts.flatMap(idsOf), seen);
    }
    const components = connectFacts([...found.values()]);
    const sides = paired.size === 0 ? components.flatMap(halvesOf) : components;
    const offers = sides.map(readOffer).filter((offer) => offer !== null).filter(({ id, side }) => !paired.has(`${side} ${id}`));
    const candidates = await Promise.all(offers.map((offer) => findCandidates(websiteId, offer)));
    for (const { id, side } of offers) paired.add(`${side} ${id}`);
    wanted = unseen(candidates.flat().flatMap(idsOf), seen);
    if (wanted.length === 0) break;
  }
  const customers = unseen([...found.values()].flatMap(({ customerId }) => (customerId ? [customerId] : [])), seen);
  if (customers.length > 0) {
    for (const fact of await PaymentFactRecord.find({ websiteId, ids: { $in: customers } }).lean<StoredPaymentFact[]>()) found.set(fact.factId, fact);
  }
  return [...found.values()];
}

/** What is asked about, and its halves: once an invoice has found its intent, those that it stood in the way of are free to find theirs. */
function halvesOf(component: PaymentFact[]): PaymentFact[][] {
  return [component, component.filter(({ intentId, chargeId }) => !intentId && !chargeId), component.filter(({ invoiceId, checkoutId }) => !invoiceId && !checkoutId)];
}

function unseen(ids: string[], seen: Set<string>): string[] {
  return [...new Set(ids)].filter((id) => !seen.has(id));
}

function findCandidates(websiteId: string, offer: Offer): Promise<StoredPaymentFact[]> {
  const otherSide = offer.side === "bare" ? { intentId: null, chargeId: null } : { intentId: { $ne: null }, invoiceId: null, checkoutId: null };
  return PaymentFactRecord.find({
    websiteId,
    customerId: offer.customerId,
    "amount.minor": offer.minor,
    at: { $gte: new Date(offer.at - PAIRING_MS), $lte: new Date(offer.at + PAIRING_MS) },
    outcome: "succeeded",
    ...otherSide,
  })
    .sort({ at: 1, factId: 1 })
    .limit(MAX_CANDIDATES)
    .lean<StoredPaymentFact[]>();
}
