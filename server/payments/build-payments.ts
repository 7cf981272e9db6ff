import type { PaymentFact } from "../../models/payment-fact-record.ts";
import type { PaymentKind, PaymentRecord, PaymentStatus } from "../../models/payment.ts";
import { customerOf, idsOf, inOrder } from "./connect-facts.ts";
import { joinFacts } from "./join-facts.ts";
import type { JoinedFacts } from "./join-facts.ts";
import { issuedRefunds, mergeRefunds, refundedMinorOf } from "./merge-refunds.ts";

export type BuiltPayment = Omit<
  PaymentRecord,
  "websiteId" | "paymentId" | "paymentIds" | "link" | "touches" | "linkRetryUntil" | "followersDue" | "revision" | "createdAt" | "updatedAt"
> & { correction: PaymentFact["correction"] };

/**
 * The payments that a set of facts tells of. Pure; the same for every order and any repetition of the facts. Facts without an outcome
 * (a refund that came before its payment) build nothing yet.
 */
export function buildPayments(facts: readonly PaymentFact[]): BuiltPayment[] {
  const unique = inOrder([...new Map(facts.map((fact) => [fact.factId, fact])).values()]);
  return joinFacts(unique).flatMap((joined) => {
    const built = buildPayment(joined);
    return built ? [built] : [];
  });
}

/** `facts` speak of this payment alone; `shared` ones (of an invoice that several intents paid) only witness e-mail, kind and ids. */
function buildPayment({ key, facts: own, shared, heldFor }: JoinedFacts): BuiltPayment | null {
  const all = [...own, ...shared];
  const first = own[0];
  const outcomes = own.filter(({ outcome }) => outcome !== null);
  const success = outcomes.filter(({ outcome }) => outcome === "succeeded");
  const told = success.length > 0 ? success : outcomes;
  const witness = amountWitness(told);
  const currency = witness?.currency ?? [...told, ...own].find((fact) => fact.currency !== null)?.currency;
  if (!first || told.length === 0 || !currency) return null;
  const amountMinor = witness?.amount?.minor ?? 0;
  const refunds = mergeRefunds(own);
  const received = success.length > 0 && heldFor.length === 0;
  const refundedMinor = received ? refundedMinorOf(own, refunds, amountMinor) : 0;
  const disputes = mergeDisputes(own);
  const lostMinor = disputes.filter(({ state }) => state === "lost").reduce((sum, dispute) => sum + dispute.amountMinor, 0);
  const email = best(all, ({ email: told }) => told);
  return {
    provider: first.provider,
    key,
    providerIds: [...new Set(all.flatMap(idsOf))].sort(),
    account: first.account,
    livemode: first.livemode,
    status: heldFor.length > 0 ? "pending" : statusOf(outcomes, received, disputes, amountMinor, refundedMinor),
    heldFor,
    kind: kindOf(all),
    amountMinor,
    refundedMinor,
    disputeLostMinor: received ? Math.max(0, Math.min(amountMinor - refundedMinor, lostMinor)) : 0,
    currency,
    customerEmail: email?.value ?? null,
    emailRank: email?.rank ?? -1,
    customerId: customerOf(all),
    subscriptionId: all.find(({ subscriptionId }) => subscriptionId !== null)?.subscriptionId ?? null,
    paymentLinkId: all.find(({ paymentLinkId }) => paymentLinkId !== null)?.paymentLinkId ?? null,
    refunds: issuedRefunds(own, refunds, refundedMinor),
    disputes,
    claimed: {
      visitorId: best(all, ({ claimed }) => (claimed?.visitorId ? claimed : null))?.visitorId ?? null,
      sessionId: best(all, ({ claimed }) => (claimed?.sessionId ? claimed : null))?.sessionId ?? null,
      clientReference: best(all, ({ claimed }) => (claimed?.clientReference ? claimed : null))?.clientReference ?? null,
    },
    paidAt: paidAtOf(told),
    boughtAt: boughtAtOf(outcomes, paidAtOf(told)),
    correction: correctionOf(own) ?? correctionOf(shared),
  };
}

/** The highest-ranked witness; facts come in a fixed order, so ties are settled alike everywhere. */
function best<Witness extends { rank: number }>(facts: PaymentFact[], read: (fact: PaymentFact) => Witness | null): Witness | null {
  return facts.reduce<Witness | null>((found, fact) => {
    const witness = read(fact);
    return witness && (!found || witness.rank > found.rank) ? witness : found;
  }, null);
}

/** Who tells what was received: the highest rank, of that the greatest, since captures only grow. Its currency goes with it. */
function amountWitness(told: PaymentFact[]): PaymentFact | null {
  return told.reduce<PaymentFact | null>((found, fact) => {
    if (!fact.amount) return found;
    if (!found?.amount || fact.amount.rank > found.amount.rank) return fact;
    return fact.amount.rank === found.amount.rank && fact.amount.minor > found.amount.minor ? fact : found;
  }, null);
}

/** The first success, by an event's word if there is one: an import only knows when the object was made. */
function paidAtOf(told: PaymentFact[]): Date {
  return (told.find(({ secondhand }) => !secondhand) ?? (told[0] as PaymentFact)).at;
}

/** The first word that the buyer had done their part, if the money was not there yet; after a failed attempt they had to come back. */
function boughtAtOf(outcomes: PaymentFact[], paidAt: Date): Date | null {
  const before = outcomes.filter(({ at, secondhand }) => at < paidAt && !secondhand);
  const failed = before.findLastIndex(({ outcome }) => outcome === "failed");
  return before.slice(failed + 1).find(({ outcome }) => outcome === "pending")?.at ?? null;
}

function correctionOf(facts: PaymentFact[]): PaymentFact["correction"] {
  return facts.filter(({ correction }) => correction !== null).at(-1)?.correction ?? null;
}

/** One entry a dispute: the word of highest rank (reinstated > closed > open) stands, of that the latest. */
function mergeDisputes(facts: PaymentFact[]): PaymentRecord["disputes"] {
  const merged = new Map<string, { dispute: NonNullable<PaymentFact["dispute"]>; at: Date }>();
  for (const { dispute, at } of facts) {
    if (!dispute) continue;
    const known = merged.get(dispute.disputeId);
    if (!known || dispute.rank >= known.dispute.rank) merged.set(dispute.disputeId, { dispute, at });
  }
  return [...merged.values()].map(({ dispute: { disputeId, amountMinor, state }, at }) => ({ disputeId, amountMinor, state, at }));
}

function statusOf(outcomes: PaymentFact[], succeeded: boolean, disputes: PaymentRecord["disputes"], amountMinor: number, refundedMinor: number): PaymentStatus {
  if (!succeeded) return outcomes.at(-1)?.outcome === "failed" ? "failed" : "pending";
  if (disputes.some(({ state }) => state !== "won")) return "disputed";
  if (refundedMinor > 0) return refundedMinor >= amountMinor ? "refunded" : "partially_refunded";
  return "succeeded";
}

const KIND_ORDER: PaymentKind[] = ["subscription_renewal", "subscription_initial", "one_time"];

function kindOf(facts: PaymentFact[]): PaymentKind {
  return KIND_ORDER.find((kind) => facts.some((fact) => fact.kind === kind)) ?? "one_time";
}
