import type { Normalized } from "../payments/normalized.ts";
import { idsOf } from "../payments/connect-facts.ts";
import { recordCheckouts } from "../payments/record-checkout.ts";
import { recordFacts } from "../payments/record-facts.ts";
import { recordSubscription } from "../payments/record-subscription.ts";
import type { StoredEvent } from "./read-stored-event.ts";

export type Said = Exclude<Normalized, { ignored: string }>;

/** Records all that some events of a website say; the several facts of a payment rebuild it once. Returns the payments' ids. */
export async function applyEvents(said: Said[], websiteId: string, now: Date): Promise<string[]> {
  await Promise.all([
    recordCheckouts(websiteId, said.flatMap(({ checkout }) => checkout ?? [])),
    ...said.flatMap(({ subscription }) => (subscription ? [recordSubscription(websiteId, subscription)] : [])),
  ]);
  return recordFacts({ websiteId, facts: said.flatMap(({ facts }) => facts), now });
}

/** Whether an event speaks of a payment that is not known yet: it is kept, and applied when that comes. */
export function awaitsPayment({ facts, checkout, subscription }: Said, paymentIds: string[]): boolean {
  return !subscription && checkout?.state !== "expired" && paymentIds.length === 0 && facts.some((fact) => idsOf(fact).length > 0);
}

/** What an event did, in words. */
export function describeOutcome({ namedWebsite }: StoredEvent, said: Said, websiteId: string, paymentIds: string[]): string {
  const words = describe(said, paymentIds);
  return namedWebsite && namedWebsite !== websiteId ? `${words} Its metadata names another website (${namedWebsite}); the endpoint decides.` : words;
}

function describe(said: Said, paymentIds: string[]): string {
  const { checkout, subscription } = said;
  if (subscription) return `The subscription ${subscription.subscriptionId} is ${subscription.status}; money is told by its payments.`;
  if (checkout?.state === "expired") return "An abandoned checkout, kept for journeys and funnels: no payment.";
  if (paymentIds.length > 0) return describePart(paymentIds);
  return awaitsPayment(said, paymentIds) ? "Kept until its payment arrives." : "The customer's e-mail is kept for their payments.";
}

/** Which payments an event went into, in words. */
export function describePart(paymentIds: string[]): string {
  return `Part of ${paymentIds.length === 1 ? "payment" : "payments"} ${paymentIds.slice(0, 5).join(", ")}.`;
}
