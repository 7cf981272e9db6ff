import type { PaymentFact } from "../../models/payment-fact-record.ts";

/** Facts of different providers, accounts or modes never meet, whatever their ids. */
export function scopeOf({ provider, account, livemode }: Pick<PaymentFact, "provider" | "account" | "livemode">): string {
  return `${provider}|${account ?? ""}|${livemode}`;
}

/** Groups by shared ids. */
export function connectFacts(facts: readonly PaymentFact[]): PaymentFact[][] {
  const parent = new Map<string, string>();
  const find = (id: string): string => {
    let root = id;
    for (let above = parent.get(root); above !== undefined && above !== root; above = parent.get(root)) root = above;
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
    const group = groups.get(root);
    if (group) group.push(fact);
    else groups.set(root, [fact]);
  }
  return [...groups.values()];
}

/** One order of facts everywhere, so that ties are settled alike. */
export function inOrder(facts: readonly PaymentFact[]): PaymentFact[] {
  return [...facts].sort((a, b) => a.at.getTime() - b.at.getTime() || (a.factId < b.factId ? -1 : 1));
}

/** Ids that name this money; a customer and a subscription live longer than one payment. */
export function idsOf(fact: PaymentFact): string[] {
  return [fact.intentId, fact.chargeId, fact.invoiceId, fact.checkoutId].filter((id): id is string => id !== null);
}

/** Who the provider says it is; only where it says nothing, who a program says: its customers have ids of their own. */
export function customerOf(facts: readonly PaymentFact[]): string | null {
  const named = facts.filter(({ customerId }) => customerId !== null);
  return (named.find(({ source }) => source !== "api") ?? named[0])?.customerId ?? null;
}
