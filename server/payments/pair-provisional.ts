import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { customerOf, idsOf, inOrder, scopeOf } from "./connect-facts.ts";

/** Money that still has no intent (`provisional`), or an intent that nothing explains (`bare`), with what must agree for them to be one. */
export type Offer = { side: "provisional" | "bare"; component: PaymentFact[]; id: string; customerId: string; currency: string; minor: number; at: number; scope: string };

/** Facts of one payment. `heldFor`: the intents of which one may be this very money; while there are any, it is not counted. */
export type Paired = { facts: PaymentFact[]; heldFor: string[] };

export const PAIRING_MS = 3_600_000;

/**
 * Joins each invoice (or subscription checkout) that names no intent with the intent of the same customer, currency and amount within an hour,
 * when exactly one fits. As many invoices as intents, each fitting each, are joined in the order of their times: which of two like sums
 * paid which invoice changes nothing. Where it cannot be told which intent paid an invoice, the invoice is held for them: the money that came
 * in is the intents', and as many invoices as they can have paid are not counted beside them. Pure.
 */
export function pairProvisional(components: PaymentFact[][]): Paired[] {
  const paired = new Map<PaymentFact[], Paired>(components.map((facts) => [facts, { facts, heldFor: [] }]));
  for (const alike of groupAlike(components.map(readOffer).filter((offer): offer is Offer => offer !== null))) {
    const provisional = alike.filter(({ side }) => side === "provisional");
    const bare = alike.filter(({ side }) => side === "bare");
    for (const [offer, partner] of matchInTurn(provisional, bare)) {
      const fitting = bare.filter((other) => near(offer, other));
      if (isCertain(fitting, provisional, bare)) {
        paired.set(partner.component, { facts: inOrder([...partner.component, ...offer.component]), heldFor: [] });
        paired.delete(offer.component);
      } else {
        paired.set(offer.component, { facts: offer.component, heldFor: fitting.map(intentOf).sort() });
      }
    }
  }
  return [...paired.values()];
}

/** Offers that time alone can tell apart, oldest first. */
function groupAlike(offers: Offer[]): Offer[][] {
  const groups = new Map<string, Offer[]>();
  for (const offer of offers.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))) {
    const key = [offer.scope, offer.customerId, offer.currency, offer.minor].join("|");
    groups.set(key, [...(groups.get(key) ?? []), offer]);
  }
  return [...groups.values()];
}

/** The most pairs that can be made, each of the oldest that fit: with one length of time for all, taking them in turn leaves none over that could be paired. */
function matchInTurn(provisional: Offer[], bare: Offer[]): [Offer, Offer][] {
  const pairs: [Offer, Offer][] = [];
  for (let [one, other] = [0, 0]; one < provisional.length && other < bare.length; ) {
    const [offer, partner] = [provisional[one] as Offer, bare[other] as Offer];
    const fits = near(offer, partner);
    if (fits) pairs.push([offer, partner]);
    if (fits || offer.at < partner.at) one += 1;
    if (fits || partner.at < offer.at) other += 1;
  }
  return pairs;
}

/** Every rival must see the same candidates, and there must be as many of them, else a chain of neighbours would be joined by its ends. */
function isCertain(candidates: Offer[], provisional: Offer[], bare: Offer[]): boolean {
  const rivals = provisional.filter((rival) => candidates.some((candidate) => near(rival, candidate)));
  return candidates.length === rivals.length && rivals.every((rival) => bare.every((other) => near(rival, other) === candidates.includes(other)));
}

function near(a: Offer, b: Offer): boolean {
  return Math.abs(a.at - b.at) <= PAIRING_MS;
}

function intentOf({ component }: Offer): string {
  return component.map(({ intentId }) => intentId).find((id) => id !== null) as string;
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
  return { side, component: facts, id, customerId, currency: witness.currency, minor: witness.amount.minor, at: (paid.find(({ secondhand }) => !secondhand) ?? (paid[0] as PaymentFact)).at.getTime(), scope: scopeOf(witness) };
}
