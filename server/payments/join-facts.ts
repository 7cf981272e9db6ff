import type { PaymentFact } from "../../models/payment-fact-record.ts";
import { connectFacts, idsOf, scopeOf } from "./connect-facts.ts";
import { pairProvisional } from "./pair-provisional.ts";

/** `heldFor`: the intents that may have brought this very money; empty when it is its own. */
export type JoinedFacts = { key: string; facts: PaymentFact[]; shared: PaymentFact[]; heldFor: string[] };

/**
 * Puts facts together that speak of one payment: those that share an id, and an invoice (or subscription checkout) with the intent that paid
 * it. The canonical key is the PaymentIntent, else the Charge, Invoice, Checkout Session. What only an invoice's facts tell of several intents
 * is shared by them. Pure; input order does not matter.
 */
export function joinFacts(facts: readonly PaymentFact[]): JoinedFacts[] {
  const scoped = dropOvertaken(adoptMode(facts));
  return pairProvisional(connectFacts(scoped)).flatMap(({ facts: component, heldFor }) => {
    const ofCustomer = customerFacts(scoped, component);
    const intents = unique(component.map(({ intentId }) => intentId));
    if (intents.length <= 1) {
      const key = intents[0] ?? keyWithoutIntent(component);
      return key ? [{ key, facts: component, shared: ofCustomer, heldFor }] : [];
    }
    const intentOfCharge = new Map(component.flatMap(({ chargeId, intentId }) => (chargeId && intentId ? [[chargeId, intentId] as const] : [])));
    const owner = (fact: PaymentFact) => fact.intentId ?? (fact.chargeId ? intentOfCharge.get(fact.chargeId) : undefined);
    const common = [...component.filter((fact) => !owner(fact)), ...ofCustomer];
    return intents.map((key) => ({ key, facts: component.filter((fact) => owner(fact) === key), shared: common, heldFor: [] }));
  });
}

/** A person's last word on what paid an invoice holds until the provider names its intent or charge. */
function dropOvertaken(facts: readonly PaymentFact[]): readonly PaymentFact[] {
  const isSettlement = ({ source, correction }: PaymentFact) => source === "correction" && correction === null;
  const settled = ({ invoiceId, checkoutId }: PaymentFact) => invoiceId ?? checkoutId;
  const last = new Map(facts.filter(isSettlement).map((fact) => [settled(fact), fact]));
  if (last.size === 0) return facts;
  for (const fact of facts) if (!isSettlement(fact) && (fact.intentId || fact.chargeId)) for (const id of [fact.invoiceId, fact.checkoutId]) last.delete(id);
  return facts.filter((fact) => !isSettlement(fact) || last.get(settled(fact)) === fact);
}

/** A program that tells of a Stripe payment (or a person, on such a one) does not say in which mode it was: it is that of Stripe's own facts about it. */
function adoptMode(facts: readonly PaymentFact[]): readonly PaymentFact[] {
  if (!facts.some(({ source }) => source === "api")) return facts;
  const isTold = ({ source }: PaymentFact) => source === "api" || source === "correction";
  const modes = new Map(facts.flatMap((fact) => (isTold(fact) ? [] : idsOf(fact).map((id) => [`${fact.provider}|${id}`, fact.livemode] as const))));
  return facts.map((fact) => {
    const told = isTold(fact) ? idsOf(fact).map((id) => modes.get(`${fact.provider}|${id}`)).find((mode) => mode !== undefined) : undefined;
    return told === undefined ? fact : { ...fact, livemode: told };
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
    const [succeeded] = unique(component.filter(({ outcome }) => outcome === "succeeded").map(read));
    const id = succeeded ?? unique(component.map(read))[0];
    if (id) return id;
  }
  return undefined;
}

function unique(ids: (string | null)[]): string[] {
  return [...new Set(ids.filter((id): id is string => id !== null))].sort();
}
