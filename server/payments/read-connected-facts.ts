import { PaymentFactRecord } from "../../models/payment-fact-record.ts";
import type { PaymentFact, StoredPaymentFact } from "../../models/payment-fact-record.ts";
import { inChunks } from "../shared/in-chunks.ts";
import { connectFacts, idsOf, inOrder } from "./connect-facts.ts";
import { PAIRING_MS, readOffer } from "./pair-provisional.ts";
import type { Offer } from "./pair-provisional.ts";

/** Enough to see that more than one fits; a customer with more like payments than this within two hours is not paired by guess. */
const MAX_CANDIDATES = 60;
const MAX_TOGETHER = 1_000;
const MANY_PAIRS = 400;
const FEW_LOOKS = 3;

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
    const candidates = await findCandidates(websiteId, offers);
    for (const { id, side } of offers) paired.add(`${side} ${id}`);
    wanted = unseen(candidates.flatMap(idsOf), seen);
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

/** The other halves that some offers could have. A look finds them through each pair of a customer and an amount that it names: where those are many, in a few looks at like amounts. */
async function findCandidates(websiteId: string, offers: Offer[]): Promise<PaymentFact[]> {
  const pairs = offers.length * new Set(offers.map(({ minor }) => minor)).size;
  const size = Math.max(1, Math.ceil(offers.length / (pairs > MANY_PAIRS ? FEW_LOOKS : 1)));
  const byAmount = [...offers].sort((a, b) => a.minor - b.minor);
  return (await Promise.all(inChunks(byAmount, size).map((group) => findTogether(websiteId, group)))).flat();
}

/** In one look, unless the customers have very many payments. */
async function findTogether(websiteId: string, offers: Offer[]): Promise<PaymentFact[]> {
  const oneByOne = async () => (await Promise.all(offers.map((offer) => findOtherHalves(websiteId, offer)))).flat();
  if (offers.length <= 1) return oneByOne();
  const times = offers.map(({ at }) => at);
  const facts = await PaymentFactRecord.find({
    websiteId,
    customerId: { $in: [...new Set(offers.map(({ customerId }) => customerId))] },
    "amount.minor": { $in: [...new Set(offers.map(({ minor }) => minor))] },
    at: { $gte: new Date(Math.min(...times) - PAIRING_MS), $lte: new Date(Math.max(...times) + PAIRING_MS) },
    outcome: "succeeded",
  })
    .limit(MAX_TOGETHER)
    .lean<StoredPaymentFact[]>();
  if (facts.length === MAX_TOGETHER) return oneByOne();
  const ordered = inOrder(facts);
  return offers.flatMap((offer) => ordered.filter((fact) => isOtherHalf(offer, fact)).slice(0, MAX_CANDIDATES));
}

function findOtherHalves(websiteId: string, offer: Offer): Promise<StoredPaymentFact[]> {
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

/** The same for a fact at hand. */
function isOtherHalf({ side, customerId, minor, at }: Offer, fact: PaymentFact): boolean {
  const fits = fact.customerId === customerId && fact.amount?.minor === minor && Math.abs(fact.at.getTime() - at) <= PAIRING_MS && fact.outcome === "succeeded";
  return fits && (side === "bare" ? !fact.intentId && !fact.chargeId : Boolean(fact.intentId) && !fact.invoiceId && !fact.checkoutId);
}
