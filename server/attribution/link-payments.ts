import { Payment } from "../../models/payment.ts";
import { Website } from "../../models/website.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { changePayment } from "../ledger/write-payment.ts";
import { readTogether } from "../shared/read-together.ts";
import { sideBySide } from "../shared/side-by-side.ts";
import { findLink } from "./find-link.ts";
import { claimedUntil, freezeLink } from "./freeze-link.ts";
import type { FoundLink } from "./find-link.ts";
import type { FrozenLink } from "./freeze-link.ts";
import { groupByBuyer, PAYMENTS_AT_ONCE } from "./group-by-buyer.ts";
import { canClaimBetter, linkStrength } from "./link-strength.ts";
import { asBought, boughtAtOf } from "./payment-moment.ts";

type Options = { linkByTime: boolean; correction: { visitorId: string } | null; now: Date; done: Set<string> };

type Follower = Pick<PaymentRecord, "paymentId" | "paidAt" | "customerId" | "subscriptionId">;

const MAX_ROUNDS = 50;
const FOLLOWER = { _id: 0, paymentId: 1, paidAt: 1, customerId: 1, subscriptionId: 1 } as const;

const paymentById = readTogether<PaymentRecord>({
  find: (websiteId, paymentId) => Payment.find({ websiteId, paymentId }).lean<PaymentRecord[]>(),
  keyOf: ({ paymentId }) => paymentId,
  inOrder: () => 0,
});

/** A customer's payments without stronger evidence of their own. */
const weakOfCustomer = readTogether<Follower>({
  find: (websiteId, customerId) => Payment.find({ websiteId, customerId, "link.method": { $in: ["none", "time", "email", "customer"] } }).select(FOLLOWER).lean<Follower[]>(),
  keyOf: ({ customerId }) => customerId,
  inOrder: byTime,
});

const renewalsOfSubscription = readTogether<Follower>({
  find: (websiteId, subscriptionId) => Payment.find({ websiteId, subscriptionId, kind: "subscription_renewal" }).select(FOLLOWER).lean<Follower[]>(),
  keyOf: ({ subscriptionId }) => subscriptionId,
  inOrder: byTime,
});

/**
 * Links payments to their visitors and freezes the touches. A link is only replaced by a stronger one, or by the same method's better word
 * (an identity that came late). Where a link changed, the payments that follow from it are looked at again; that they have to be is kept with
 * the payment, so that a crash in between is made good by the next look.
 */
export async function linkPayments(options: { websiteId: string; paymentIds: string[]; corrections?: Map<string, { visitorId: string } | null>; now: Date }): Promise<void> {
  const { websiteId, now } = options;
  const linkByTime = await isLinkedByTime(websiteId);
  const payments = await Payment.find({ websiteId, paymentId: { $in: options.paymentIds } }).sort({ paidAt: 1, paymentId: 1 }).lean<PaymentRecord[]>();
  // Only a buyer's first one may be taken as it was read here: by the time of the next, it may follow from that one.
  const inTurn = groupByBuyer(payments, (payment) => payment).map((group) => group.map((payment, index) => ({ payment, read: index === 0 ? payment : null })));
  await sideBySide(inTurn, PAYMENTS_AT_ONCE, ({ payment: { paymentId }, read }) =>
    linkOne({ websiteId, paymentId }, { linkByTime, correction: options.corrections?.get(paymentId) ?? null, now, done: new Set() }, read),
  );
}

/** The link that a payment begins with, so that it is never seen without one while it is being recorded. */
export async function decideFirstLink(payment: PaymentRecord, options: { correction: { visitorId: string } | null; linkByTime: boolean; now: Date }): Promise<FrozenLink> {
  const found = await findLink(asBought(payment), options);
  return freezeLink(asBought(payment), found, options.now);
}

/** Whether the website lets a payment be linked by its time alone. */
export async function isLinkedByTime(websiteId: string): Promise<boolean> {
  const website = await Website.findOne({ _id: websiteId }).select({ linkByTime: 1 }).lean<WebsiteRecord>();
  return website?.linkByTime ?? true;
}

/** Reads (unless `read` was a moment ago) and writes until the write meets the payment as it was read; then does the followers, if they are due. */
async function linkOne(place: { websiteId: string; paymentId: string }, options: Options, read: PaymentRecord | null = null): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const payment = (round === 0 ? read : null) ?? (await readPayment(place));
    if (!payment) return;
    const better = await findBetterLink(payment, options);
    if (better && !(await changePayment(payment, { ...better, updatedAt: options.now }))) continue;
    // Payments of one second follow each other: each is done once.
    if ((better?.followersDue || payment.followersDue) && !options.done.has(payment.paymentId)) await linkFollowers(place, options);
    return;
  }
  throw new Error("The payment was changed by others all the time; it is done again later");
}

async function findBetterLink(payment: PaymentRecord, options: Options): Promise<FrozenLink | null> {
  if (payment.erasedAt) return null;
  const found = await findLink(asBought(payment), options);
  // Its intent came first and looked like a purchase; that it renews, its invoice tells: nobody had to be there. Or it followed what turned out to be itself.
  const misread = (payment.kind === "subscription_renewal" && payment.link.method === "time") || followsItself(payment) || followsNoMore(payment, found);
  const [had, has] = [misread ? 0 : linkStrength(payment.link), linkStrength(found)];
  // A renewal becomes certain when its subscription's first payment does, though it is the same visitor's.
  const sameAnswer = payment.link.visitorId === found.visitorId && payment.link.sessionId === found.sessionId && payment.link.confidence === found.confidence;
  // What another visit of the same half hour would change later is no better evidence.
  if (has < had || (has === had && has > 0 && (sameAnswer || found.method === "time"))) return keepLink(payment, found, options.now);
  const frozen = await freezeLink(asBought(payment), found, options.now);
  // The visits that it was credited to are kept no longer; the credit is.
  if (has === had && payment.link.visitorId === found.visitorId && payment.touches.length > 0 && frozen.touches.length === 0) return keepLink(payment, found, options.now);
  // A claim that was told only now is waited for; for the rest, each look would put off the last one for ever.
  if (has === 0 && !misread) return sameEvidence(payment, frozen) ? null : { ...frozen, linkRetryUntil: found.waitsForClaim ? frozen.linkRetryUntil : payment.linkRetryUntil };
  if (had > 0 && !sameAnswer) frozen.link.evidence.push(`Until ${options.now.toISOString().slice(0, 10)} it was linked by ${payment.link.method}${payment.link.visitorId ? ` to ${payment.link.visitorId}` : ""}.`);
  return frozen;
}

/** Linked as the customer's earlier payment was, which has become a part of it: an invoice whose intent was told of last. */
function followsItself({ link, paymentIds }: PaymentRecord): boolean {
  return link.follows ? paymentIds.includes(link.follows.paymentId) : false;
}

/**
 * Linked as an earlier payment of the customer or the subscription's first one was, which is not earlier any more, or not linked: of a bank debit it was told
 * only then that its buyer had acted days before.
 */
function followsNoMore({ link }: PaymentRecord, found: FoundLink): boolean {
  return link.follows !== null && link.follows.by !== found.follows?.by && linkStrength(found) < linkStrength(link);
}

/** The link stays; a claim that was told only now is waited for, unless no claim could better it. Null when there is nothing to write. */
function keepLink(payment: PaymentRecord, found: FoundLink, now: Date): FrozenLink | null {
  const until = claimedUntil(asBought(payment));
  if (!found.waitsForClaim || !canClaimBetter(payment.link) || until < now) return null;
  if (payment.linkRetryUntil && payment.linkRetryUntil >= until) return null;
  const waits = `Its checkout names a visitor or session that has not been seen on this website; looked for until ${until.toISOString().slice(0, 10)}.`;
  return { link: { ...payment.link, evidence: [waits, ...payment.link.evidence] }, touches: payment.touches, linkRetryUntil: until, followersDue: payment.followersDue };
}

function sameEvidence(payment: PaymentRecord, { link }: FrozenLink): boolean {
  return payment.link.evidence.join("\n") === link.evidence.join("\n");
}

/** The customer's later payments without stronger evidence, and the subscription's renewals, may follow from this one. */
async function linkFollowers(place: { websiteId: string; paymentId: string }, options: Options): Promise<void> {
  const payment = await readPayment(place);
  if (!payment) return;
  options.done.add(payment.paymentId);
  const { websiteId, customerId, subscriptionId } = payment;
  const [ofCustomer, renewals] = await Promise.all([
    customerId ? weakOfCustomer(websiteId, customerId) : [],
    subscriptionId && payment.kind !== "subscription_renewal" ? renewalsOfSubscription(websiteId, subscriptionId) : [],
  ]);
  const later = [...ofCustomer, ...renewals].filter(({ paymentId, paidAt }) => paidAt >= boughtAtOf(payment) && paymentId !== payment.paymentId);
  const inTurn = new Set(later.sort(byTime).map(({ paymentId }) => paymentId));
  for (const paymentId of inTurn) await linkOne({ websiteId, paymentId }, { ...options, correction: null });
  // Only now: had it been written before, a crash would have lost them.
  await changePayment(payment, { followersDue: false });
}

async function readPayment({ websiteId, paymentId }: { websiteId: string; paymentId: string }): Promise<PaymentRecord | null> {
  return (await paymentById(websiteId, paymentId))[0] ?? null;
}

function byTime(a: Follower, b: Follower): number {
  return a.paidAt.getTime() - b.paidAt.getTime() || (a.paymentId < b.paymentId ? -1 : 1);
}
