import type { PaymentFact } from "../../models/payment-fact-record.ts";

export type JoinedFacts = { key: string; facts: PaymentFact[]; shared: PaymentFact[] };

const HOUR_MS = 3_600_000;

/**
 * Puts facts together that speak of one payment: those that share an id, and an invoice (or subscription checkout) with the one intent
 * of the same customer, currency and amount within an hour. The canonical key is the PaymentIntent, else the Charge, Invoice, Checkout
 * Session. What only an invoice's facts tell of several intents is shared by them. Pure; input order does not matter.
 */
export function joinFacts(facts: readonly PaymentFact[]): JoinedFacts[] {
  const components = pairProvisional(connect(facts));
  return components.flatMap((component) => {
    const related = [...component, ...customerFacts(facts, component)];
    const intents = unique(component.map(({ intentId }) => intentId));
    if (intents.length === 1) return [{ key: intents[0] as string, facts: component, shared: related.slice(component.length) }];
    if (intents.length === 0) {
      const key = keyWithoutIntent(component);
      return key ? [{ key, facts: component, shared: related.slice(component.length) }] : [];
    }
    const intentOfCharge = new Map(component.flatMap(({ chargeId, intentId }) => (chargeId && intentId ? [[chargeId, intentId] as const] : [])));
    const owner = (fact: PaymentFact) => fact.intentId ?? (fact.chargeId ? intentOfCharge.get(fact.chargeId) : undefined);
    const common = related.filter((fact) => !owner(fact));
    return intents.map((key) => ({ key, facts: component.filter((fact) => owner(fact) === key), shared: common }));
  });
}

/** Facts of the customer alone (its e-mail) belong to each of its payments. */
function customerFacts(facts: readonly PaymentFact[], component: PaymentFact[]): PaymentFact[] {
  const customers = new Set(unique(component.map(({ customerId }) => customerId)));
  const scope = component[0] && scopeOf(component[0]);
  return facts.filter((fact) => idsOf(fact).length === 0 && fact.customerId !== null && customers.has(fact.customerId) && scopeOf(fact) === scope);
}

function keyWithoutIntent(component: PaymentFact[]): string | undefined {
  for (const read of [(fact: PaymentFact) => fact.chargeId, (fact: PaymentFact) => fact.invoiceId, (fact: PaymentFact) => fact.checkoutId]) {
    // A failed attempt's charge is not what was paid.
    const [id] = unique([...component.filter(({ outcome }) => outcome === "succeeded"), ...component].map(read));
    if (id) return id;
  }
  return undefined;
}

function unique(ids: (string | null)[]): string[] {
  return [...new Set(ids.filter((id): id is string => id !== null))].sort();
}

/** Facts of different providers, accounts or modes never meet, whatever their ids. */
function scopeOf({ provider, account, livemode }: PaymentFact): string {
  return `${provider}|${account ?? ""}|${livemode}`;
}

/** Groups by shared ids. */
function connect(facts: readonly PaymentFact[]): PaymentFact[][] {
  const parent = new Map<string, string>();
  const find = (id: string): string => {
    const above = parent.get(id) ?? id;
    if (above === id) return id;
    const root = find(above);
    parent.set(id, root);
    return root;
  };
  const scoped = (fact: PaymentFact) => idsOf(fact).map((id) => `${scopeOf(fact)}|${id}`);
  for (const fact of facts) {
    const [head, ...rest] = scoped(fact);
    for (const id of rest) parent.set(find(id), find(head as string));
  }
  const groups = new Map<string, PaymentFact[]>();
  for (const fact of facts) {
    const [head] = scoped(fact);
    if (head === undefined) continue;
    const root = find(head);
    groups.set(root, [...(groups.get(root) ?? []), fact]);
  }
  return [...groups.values()];
}

type Offer = { component: PaymentFact[]; customer: string; currency: string; minor: number; at: number; scope: string };

/** Joins each invoice that names no intent with the only intent that fits it, if that one fits no other. */
function pairProvisional(components: PaymentFact[][]): PaymentFact[][] {
  const offers = components.map(readOffer).filter((offer): offer is Offer => offer !== null);
  const provisional = offers.filter(({ component }) => component.every(({ intentId, chargeId }) => intentId === null && chargeId === null));
  const bare = offers.filter(({ component }) => component.some(({ intentId }) => intentId !== null) && component.every(({ invoiceId, checkoutId }) => invoiceId === null && checkoutId === null));
  const fits = (a: Offer, b: Offer) => a.scope === b.scope && a.customer === b.customer && a.currency === b.currency && a.minor === b.minor && Math.abs(a.at - b.at) <= HOUR_MS;
  const joined = new Map<PaymentFact[], PaymentFact[]>();
  for (const offer of provisional) {
    const candidates = bare.filter((other) => fits(offer, other));
    const [only] = candidates;
    if (candidates.length !== 1 || !only || provisional.filter((other) => fits(other, only)).length !== 1) continue;
    joined.set(only.component, [...only.component, ...offer.component].sort((a, b) => a.at.getTime() - b.at.getTime() || (a.factId < b.factId ? -1 : 1)));
    joined.set(offer.component, []);
  }
  return components.map((component) => joined.get(component) ?? component).filter((component) => component.length > 0);
}

function readOffer(component: PaymentFact[]): Offer | null {
  const paid = component.filter(({ outcome }) => outcome === "succeeded");
  const customer = component.find(({ customerId }) => customerId !== null)?.customerId;
  const witness = paid.reduce<PaymentFact | null>((best, fact) => (fact.amount && (!best?.amount || fact.amount.rank > best.amount.rank) ? fact : best), null);
  if (!customer || !witness?.amount || !witness.currency || witness.amount.minor === 0) return null;
  return { component, customer, currency: witness.currency, minor: witness.amount.minor, at: (paid[0] as PaymentFact).at.getTime(), scope: scopeOf(witness) };
}

/** Ids that name this money; a customer and a subscription live longer than one payment. */
export function idsOf(fact: PaymentFact): string[] {
  return [fact.intentId, fact.chargeId, fact.invoiceId, fact.checkoutId].filter((id): id is string => id !== null);
}
