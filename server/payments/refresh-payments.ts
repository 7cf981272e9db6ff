import { isDeepStrictEqual } from "node:util";
import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { groupByBuyer, PAYMENTS_AT_ONCE } from "../attribution/group-by-buyer.ts";
import { decideFirstLink, isLinkedByTime, linkPayments } from "../attribution/link-payments.ts";
import { linkStrength } from "../attribution/link-strength.ts";
import { boughtAtOf, isAnotherMoment } from "../attribution/payment-moment.ts";
import { changePayment, insertPayment, removePayment } from "../ledger/write-payment.ts";
import { sideBySide } from "../shared/side-by-side.ts";
import { buildPayments } from "./build-payments.ts";
import type { BuiltPayment } from "./build-payments.ts";
import { paymentIdOf, paymentIdsOf } from "./payment-id.ts";
import { readConnectedFacts } from "./read-connected-facts.ts";

const MAX_ROUNDS = 100;

type Written = "nothing" | "written" | "overtaken";

/**
 * Rebuilds every payment that the given ids have a part in, then links them. Converges under concurrency: payments are read before the facts
 * and written only if nobody wrote them since, so a writer never knows fewer facts than the one before. After a write the facts are read once more: who
 * stored another fact meanwhile may have found nothing to write, or not found the payment by what it has only now. Returns the payments' ids.
 */
export async function refreshPayments(options: { websiteId: string; ids: string[]; now: Date }): Promise<string[]> {
  const { websiteId, now } = options;
  let known = options.ids;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const stored = await readStored(websiteId, known);
    // What an invoice is held for may be something else once this is known.
    const covered = new Set([...known, ...stored.flatMap(({ providerIds, heldFor = [] }) => [...providerIds, ...heldFor])]);
    const facts = await readConnectedFacts(websiteId, [...covered]);
    const further = facts.flatMap(({ ids }) => ids).filter((id) => !covered.has(id));
    if (further.length > 0 && (await Payment.exists({ websiteId, providerIds: { $in: further } }))) {
      known = [...new Set([...covered, ...further])];
      continue;
    }
    const built = buildPayments(facts).sort((a, b) => (a.key < b.key ? -1 : 1));
    if (await writeAll(websiteId, built, stored, now)) continue;
    const corrections = new Map(built.map((payment) => [paymentIdOf(websiteId, payment), payment.correction]));
    await linkPayments({ websiteId, paymentIds: [...corrections.keys()], corrections, now });
    return [...corrections.keys()];
  }
  throw new Error("The payment was changed by others all the time; it is done again later");
}

/** Payments that have a part in the ids, or are held for one of them. */
async function readStored(websiteId: string, ids: string[]): Promise<PaymentRecord[]> {
  const [own, held] = await Promise.all([
    Payment.find({ websiteId, providerIds: { $in: ids } }).lean<PaymentRecord[]>(),
    Payment.find({ websiteId, heldFor: { $in: ids } }).lean<PaymentRecord[]>(),
  ]);
  return [...new Map([...own, ...held].map((payment) => [payment.paymentId, payment])).values()];
}

/** Whether anything was written, or could not be: the facts have to be read again then. False when everything was as it is built. */
async function writeAll(websiteId: string, built: BuiltPayment[], stored: PaymentRecord[], now: Date): Promise<boolean> {
  const linkByTime = await isLinkedByTime(websiteId);
  const kept = new Set(built.map(placeOf));
  let superseded = stored.filter((payment) => !kept.has(placeOf(payment)));
  const tasks: { payment: BuiltPayment; write: () => Promise<Written> }[] = [];
  for (const payment of built) {
    const there = stored.find((record) => placeOf(record) === placeOf(payment));
    const provisional = superseded.filter((record) => isPartOf(record, payment));
    if (there) {
      tasks.push({ payment, write: () => update(there, payment, provisional, linkByTime, now) });
    } else if (provisional.length > 0) {
      // Renamed in one write: at no moment is the money counted twice or missing, and link and history stay.
      const [heir] = provisional.sort(byStrength) as [PaymentRecord];
      tasks.push({ payment, write: () => update(heir, payment, provisional, linkByTime, now) });
      superseded = superseded.filter((record) => record !== heir);
    } else {
      tasks.push({ payment, write: () => insert(websiteId, payment, linkByTime, now) });
    }
  }
  // Each task writes a record of its own; those of one customer may follow from each other, so they go in turn.
  const written = await sideBySide(groupByBuyer(tasks, ({ payment }) => payment), PAYMENTS_AT_ONCE, ({ write }) => write());
  if (written.includes("overtaken")) return true;
  const removed = superseded.filter((record) => built.some((payment) => isPartOf(record, payment)));
  await Promise.all(removed.map(removePayment));
  return written.includes("written") || removed.length > 0;
}

function placeOf({ provider, livemode, key }: Pick<PaymentRecord, "provider" | "livemode" | "key">): string {
  return `${provider}|${livemode}|${key}`;
}

/** Also in the other mode: what a program told of is taken for real money until Stripe says that it was a test. */
function isPartOf(record: PaymentRecord, { provider, providerIds }: BuiltPayment): boolean {
  return record.provider === provider && providerIds.includes(record.key);
}

function byStrength(a: PaymentRecord, b: PaymentRecord): number {
  return linkStrength(b.link) - linkStrength(a.link) || a.createdAt.getTime() - b.createdAt.getTime() || (a.key < b.key ? -1 : 1);
}

/** Brings a stored payment to what was built; a stronger link and an earlier beginning of those that it takes the place of come with it. */
async function update(there: PaymentRecord, built: BuiltPayment, provisional: PaymentRecord[], linkByTime: boolean, now: Date): Promise<Written> {
  const { correction, ...fields } = built;
  const [strongest] = provisional.filter((record) => linkStrength(record.link) > linkStrength(there.link)).sort(byStrength);
  const inherited = strongest ? { link: strongest.link, touches: strongest.touches, linkRetryUntil: strongest.linkRetryUntil, followersDue: true } : {};
  const linked = strongest ?? there;
  const guessed = linked.link.method === "time" && isAnotherMoment(boughtAtOf(linked), boughtAtOf(built));
  const anew = guessed || isLinkedByWhatLeft(linked, built) ? await decideFirstLink({ ...there, ...fields }, { correction, linkByTime, now }) : {};
  // Who follows from it is told by these: those that came before are looked at again.
  const leads = built.customerId !== there.customerId || built.subscriptionId !== there.subscriptionId || boughtAtOf(built) < boughtAtOf(there);
  const joined = leads ? { followersDue: true } : {};
  const createdAt = new Date(Math.min(...[there, ...provisional].map((record) => record.createdAt.getTime())));
  const wanted = { ...fields, paymentId: paymentIdOf(there.websiteId, built), paymentIds: paymentIdsOf(there.websiteId, built), createdAt, ...inherited, ...anew, ...joined };
  const changes = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !isDeepStrictEqual(value, there[name as keyof PaymentRecord])));
  if (Object.keys(changes).length === 0) return "nothing";
  return (await changePayment(there, { ...changes, updatedAt: now })) ? "written" : "overtaken";
}

/** Whether ids went to another payment (what had looked like its own invoice), and with them what it was linked by. */
function isLinkedByWhatLeft({ providerIds, link, claimed, customerEmail, subscriptionId, erasedAt }: PaymentRecord, built: BuiltPayment): boolean {
  if (erasedAt || !providerIds.some((id) => !built.providerIds.includes(id))) return false;
  switch (link.method) {
    case "manual":
      return built.correction === null;
    case "metadata":
    case "client_reference_id":
      return !isDeepStrictEqual(built.claimed, claimed);
    case "email":
      return built.customerEmail !== customerEmail;
    case "customer":
      return link.follows?.by === "subscription" && (built.subscriptionId !== subscriptionId || built.kind !== "subscription_renewal");
    default:
      return false;
  }
}

async function insert(websiteId: string, built: BuiltPayment, linkByTime: boolean, now: Date): Promise<Written> {
  const { correction, ...fields } = built;
  const unlinked: PaymentRecord = {
    ...fields,
    websiteId,
    paymentId: paymentIdOf(websiteId, built),
    paymentIds: paymentIdsOf(websiteId, built),
    link: { method: "none", confidence: "none", visitorId: null, sessionId: null, evidence: [], linkedAt: null, follows: null },
    touches: [],
    linkRetryUntil: null,
    followersDue: false,
    revision: 0,
    createdAt: now,
    updatedAt: now,
  };
  // With its link at once, so that nobody sees it without one.
  return (await insertPayment({ ...unlinked, ...(await decideFirstLink(unlinked, { correction, linkByTime, now })) })) ? "written" : "overtaken";
}
