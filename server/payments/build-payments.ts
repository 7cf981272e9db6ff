import type { PaymentFact } from "../../models/payment-fact-record.ts";
import type { PaymentKind, PaymentRecord, PaymentStatus } from "../../models/payment.ts";
import { idsOf, joinFacts } from "./join-facts.ts";

export type BuiltPayment = Omit<PaymentRecord, "websiteId" | "paymentId" | "link" | "touches" | "createdAt" | "updatedAt" | "linkRetryUntil"> & {
  correction: PaymentFact["correction"];
};

/**
 * The payments that a set of facts tells of. Pure; the same for every order and any repetition of the facts. Facts without an outcome
 * (a refund that came before its payment) build nothing yet.
 */
export function buildPayments(facts: readonly PaymentFact[]): BuiltPayment[] {
  const unique = [...new Map(facts.map((fact) => [fact.factId, fact])).values()].sort((a, b) => a.at.getTime() - b.at.getTime() || (a.factId < b.factId ? -1 : 1));
  return joinFacts(unique).flatMap(({ key, facts: own, shared }) => {
    const built = buildPayment(key, own, shared);
    return built ? [built] : [];
  });
}

/** `own` facts speak of this payment alone; `shared` ones (of an invoice that several intents paid) only witness e-mail, kind and ids. */
function buildPayment(key: string, own: PaymentFact[], shared: PaymentFact[]): BuiltPayment | null {
  const all = [...own, ...shared];
  const first = own[0];
  const outcomes = own.filter(({ outcome }) => outcome !== null);
  const success = outcomes.filter(({ outcome }) => outcome === "succeeded");
  const told = success.length > 0 ? success : outcomes;
  const currency = [...told, ...own].find((fact) => fact.currency !== null)?.currency;
  if (!first || told.length === 0 || !currency) return null;
  const amountMinor = bestAmount(own, success.length > 0);
  const refunds = mergeRefunds(own);
  const refundedMinor = success.length > 0 ? refundedOf(own, refunds, amountMinor) : 0;
  const disputes = mergeDisputes(own);
  const disputeLostMinor = Math.min(amountMinor - refundedMinor, disputes.filter(({ state }) => state === "lost").reduce((sum, { amountMinor: lost }) => sum + lost, 0));
  return {
    provider: first.provider,
    key,
    providerIds: [...new Set(all.flatMap(idsOf))].sort(),
    account: first.account,
    livemode: first.livemode,
    status: statusOf(outcomes, success.length > 0, disputes.some(({ state }) => state !== "won"), amountMinor, refundedMinor),
    kind: kindOf(all),
    amountMinor,
    refundedMinor,
    disputeLostMinor: Math.max(0, disputeLostMinor),
    currency,
    customerEmail: best(all, ({ email }) => email)?.value ?? null,
    customerId: all.find(({ customerId }) => customerId !== null)?.customerId ?? null,
    subscriptionId: all.find(({ subscriptionId }) => subscriptionId !== null)?.subscriptionId ?? null,
    refunds: refunds.filter(({ failed }) => !failed).map(({ refundId, amountMinor: minor, at }) => ({ refundId, amountMinor: minor, at })),
    claimed: {
      visitorId: best(all, ({ claimed }) => (claimed?.visitorId ? claimed : null))?.visitorId ?? null,
      sessionId: best(all, ({ claimed }) => (claimed?.sessionId ? claimed : null))?.sessionId ?? null,
      clientReference: best(all, ({ claimed }) => (claimed?.clientReference ? claimed : null))?.clientReference ?? null,
    },
    paidAt: (told[0] as PaymentFact).at,
    factCount: all.length,
    correction: own.filter(({ correction }) => correction !== null).at(-1)?.correction ?? null,
  };
}

/** The highest-ranked witness; facts come in a fixed order, so ties are settled alike everywhere. */
function best<Witness extends { rank: number }>(facts: PaymentFact[], read: (fact: PaymentFact) => Witness | null): Witness | null {
  return facts.reduce<Witness | null>((found, fact) => {
    const witness = read(fact);
    return witness && (!found || witness.rank > found.rank) ? witness : found;
  }, null);
}

/** Of the highest rank the latest word, since a capture can grow; attempts only count while nothing succeeded. */
function bestAmount(facts: PaymentFact[], succeeded: boolean): number {
  const witnesses = facts.filter(({ amount, outcome }) => amount !== null && (!succeeded || outcome === "succeeded"));
  const rank = Math.max(-1, ...witnesses.map(({ amount }) => amount?.rank ?? -1));
  return witnesses.filter(({ amount }) => amount?.rank === rank).at(-1)?.amount?.minor ?? 0;
}

type MergedRefund = PaymentFact["refunds"][number];

/** One entry a refund: failed once is failed for good, in whichever order it was told. */
function mergeRefunds(facts: PaymentFact[]): MergedRefund[] {
  const merged = new Map<string, MergedRefund>();
  for (const refund of facts.flatMap(({ refunds }) => refunds)) {
    const known = merged.get(refund.refundId);
    merged.set(refund.refundId, {
      refundId: refund.refundId,
      amountMinor: Math.max(refund.amountMinor, known?.amountMinor ?? 0),
      failed: refund.failed || (known?.failed ?? false),
      at: known && known.at < refund.at ? known.at : refund.at,
    });
  }
  return [...merged.values()].sort((a, b) => (a.refundId < b.refundId ? -1 : 1));
}

function refundedOf(facts: PaymentFact[], refunds: MergedRefund[], amountMinor: number): number {
  const sum = (failed: boolean) => refunds.filter((refund) => refund.failed === failed).reduce((total, refund) => total + refund.amountMinor, 0);
  const cumulative = Math.max(0, ...facts.map(({ refundedMinor }) => refundedMinor ?? 0));
  return Math.min(amountMinor, Math.max(0, sum(false), cumulative - sum(true)));
}

/** One entry a dispute: the word of highest rank (reinstated > closed > open) stands. */
function mergeDisputes(facts: PaymentFact[]): NonNullable<PaymentFact["dispute"]>[] {
  const merged = new Map<string, NonNullable<PaymentFact["dispute"]>>();
  for (const { dispute } of facts) {
    if (!dispute) continue;
    const known = merged.get(dispute.disputeId);
    if (!known || dispute.rank > known.rank) merged.set(dispute.disputeId, dispute);
  }
  return [...merged.values()];
}

function statusOf(outcomes: PaymentFact[], succeeded: boolean, disputed: boolean, amountMinor: number, refundedMinor: number): PaymentStatus {
  if (!succeeded) return outcomes.at(-1)?.outcome === "failed" ? "failed" : "pending";
  if (disputed) return "disputed";
  if (refundedMinor > 0) return refundedMinor >= amountMinor ? "refunded" : "partially_refunded";
  return "succeeded";
}

const KIND_ORDER: PaymentKind[] = ["subscription_renewal", "subscription_initial", "one_time"];

function kindOf(facts: PaymentFact[]): PaymentKind {
  return KIND_ORDER.find((kind) => facts.some((fact) => fact.kind === kind)) ?? "one_time";
}
