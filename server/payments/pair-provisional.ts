import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { customerOf, idsOf, inOrder, scopeOf } from "./connect-facts.ts";

/** Money that still has no intent (`provisional`), or an intent that nothing explains (`bare`), with what must agree for them to be one. */
export type Offer = { side: "provisional" | "bare"; component: PaymentFact[]; id: string; customerId: string; currency: string; minor: number; at: number; scope: string };

export const PAIRING_MS = 3_600_000;

/**
 * Joins each invoice (or subscription checkout) that names no intent with the intent of the same customer, currency and amount within an hour,
 * when exactly one fits. As many invoices as intents, each fitting each, are joined in the order of their times: which of two like sums
 * paid which invoice changes nothing, counting both twice would. Pure.
 */
export function pairProvisional(components: PaymentFact[][]): PaymentFact[][] {
  const offers = components.map(readOffer).filter((offer): offer is Offer => offer !== null);
  const provisional = offers.filter(({ side }) => side === "provisional");
  const bare = offers.filter(({ side }) => side === "bare");
  const joined = new Map<PaymentFact[], PaymentFact[]>();
  for (const offer of provisional) {
    const candidates = bare.filter((other) => fits(offer, other));
    const rivals = provisional.filter((other) => candidates.some((candidate) => fits(other, candidate)));
    if (candidates.length === 0 || candidates.length !== rivals.length || !candidates.every((candidate) => rivals.every((rival) => fits(rival, candidate)))) continue;
    // Every rival must see the same candidates, else a chain of neighbours would be joined by its ends.
    if (rivals.some((rival) => bare.filter((other) => fits(rival, other)).length !== candidates.length)) continue;
    const partner = candidates.sort(byTime)[rivals.sort(byTime).indexOf(offer)] as Offer;
    joined.set(partner.component, inOrder([...partner.component, ...offer.component]));
    joined.set(offer.component, []);
  }
  return components.map((component) => joined.get(component) ?? component).filter((component) => component.length > 0);
}

function byTime(a: Offer, b: Offer): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}

function fits(a: Offer, b: Offer): boolean {
  return a.scope === b.scope && a.customerId === b.customerId && a.currency === b.currency && a.minor === b.minor && Math.abs(a.at - b.at) <= PAIRING_MS;
}

/** What a component could be joined by; null when it is explained already, unpaid, or names no customer. */
export function readOffer(facts: PaymentFact[]): Offer | null {
  const component = inOrder(facts);
  const paid = component.filter(({ outcome }) => outcome === "succeeded");
  const customerId = customerOf(component);
  const witness = paid.reduce<PaymentFact | null>((best, fact) => (fact.amount && (!best?.amount || fact.amount.rank > best.amount.rank) ? fact : best), null);
  if (!customerId || !witness?.amount || !witness.currency || witness.amount.minor === 0 || component.some(({ standalone }) => standalone)) return null;
  const named = (read: (fact: PaymentFact) => string | null) => component.some((fact) => read(fact) !== null);
  const billed = named(({ invoiceId }) => invoiceId) || named(({ checkoutId }) => checkoutId);
  const charged = named(({ intentId }) => intentId);
  const side = billed && !charged && !named(({ chargeId }) => chargeId) ? "provisional" : charged && !billed ? "bare" : null;
  const id = component.flatMap(idsOf).sort()[0];
  if (!side || !id) return null;
  return { side, component: facts, id, customerId, currency: witness.currency, minor: witness.amount.minor, at: (paid[0] as PaymentFact).at.getTime(), scope: scopeOf(witness) };
}
