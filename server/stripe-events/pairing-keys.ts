import type { PaymentFact } from "../../models/payment-fact-record.ts";
import type { Normalized } from "../payments/normalized.ts";

const HOUR_MS = 3_600_000;

/**
 * On the shared endpoint a subscription's first intent names neither the website nor its invoice. What must agree is made an id of its own: the
 * intent is found by `wanted`, the checkout or invoice that it paid offers itself under `offered` (its hour and the two beside it).
 */
export function pairingKeys(said: Normalized): { wanted: string[]; offered: string[] } {
  const facts = "ignored" in said ? [] : said.facts.filter(({ outcome, customerId, amount, standalone }) => outcome === "succeeded" && customerId && amount?.minor && !standalone);
  const bare = facts.filter(({ intentId, invoiceId, checkoutId }) => intentId && !invoiceId && !checkoutId);
  const provisional = facts.filter(({ intentId, chargeId, invoiceId, checkoutId }) => !intentId && !chargeId && (invoiceId || checkoutId));
  return { wanted: bare.map((fact) => keyOf(fact, 0)), offered: provisional.flatMap((fact) => [-1, 0, 1].map((hours) => keyOf(fact, hours))) };
}

function keyOf({ livemode, customerId, currency, amount, at }: PaymentFact, hours: number): string {
  return `pair:${livemode}:${customerId}:${currency}:${amount?.minor}:${Math.floor(at.getTime() / HOUR_MS) + hours}`;
}
