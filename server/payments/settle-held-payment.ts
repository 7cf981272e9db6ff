import { findPayment } from "../ledger/find-payment.ts";
import { AppError } from "../shared/app-error.ts";
import { emptyFact } from "./empty-fact.ts";
import { recordFacts } from "./record-facts.ts";
import { slotOf } from "./slot-of.ts";

/**
 * A person's word on what a held payment is: the very money that the intent `paidBy` (one of its `heldFor`) brought, or, when null, money that was
 * paid some other way, of which no intent will tell. Kept as a fact, so that it survives every rebuild. Throws `bad_request` when it is not held.
 */
export async function settleHeldPayment(options: { websiteId: string; paymentId: string; paidBy: string | null; now: Date }): Promise<void> {
  const { websiteId, paymentId, paidBy, now } = options;
  const { heldFor = [], provider, account, livemode, key } = await findPayment(websiteId, paymentId);
  if (heldFor.length === 0) throw new AppError("bad_request", "This payment is not held any more: look at it again");
  if (paidBy !== null && !heldFor.includes(paidBy)) throw new AppError("bad_request", "That payment cannot have paid it: customer, currency, amount or hour differ");
  const word = paidBy === null ? { standalone: true } : { intentId: paidBy };
  const fact = emptyFact({ factId: `settled:${key}:${paidBy ?? "itself"}`, provider, account, livemode, at: now, source: "correction", ...slotOf(key), ...word });
  await recordFacts({ websiteId, facts: [fact], now });
}
