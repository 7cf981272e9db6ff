import DataLoader from "dataloader";
import { Payment } from "../../models/payment.ts";
import type { PaymentRecord } from "../../models/payment.ts";
import { markChanged } from "../read-model/mark-changed.ts";
import { repeatedIndexes } from "../shared/repeated-indexes.ts";

export type PaymentChanges = Partial<Omit<PaymentRecord, "websiteId" | "provider" | "livemode" | "revision">>;

/*
 * The only place where payments are written and removed. Each write names the revision that it saw and raises it, so that of two workers
 * that read the same one, the second must read again: nothing that was written between reading and writing is lost. The reports are told
 * after each write, of the days that the money was on and is on: a word too many costs them a refresh.
 */

const WRITES_AT_ONCE = 100;
const LONG_AGO = new Date(0);
/** Within it, who sees a server's death has not looked for its payments yet. */
const A_MOMENT_MS = 5 * 60_000;

type Change = { seen: PaymentRecord; changes: PaymentChanges };

const inserts = new DataLoader<PaymentRecord, boolean>(
  async (payments) => {
    const writtenAt = new Date();
    const write = Payment.collection.insertMany(payments.map((payment) => ({ ...payment, writtenAt })), { ordered: false });
    const taken = await write.then(() => new Set<number>(), repeatedIndexes).finally(() => markPayments(payments, writtenAt));
    return payments.map((_, index) => !taken.has(index));
  },
  { cache: false, maxBatchSize: WRITES_AT_ONCE },
);

const updates = new DataLoader<Change, boolean>(
  async (all) => {
    const writtenAt = new Date();
    const operations = all.map(({ seen, changes }) => ({ updateOne: { filter: placeOf(seen), update: { $set: { ...changes, ...leftBy(seen, changes), writtenAt }, $inc: { revision: 1 } } } }));
    const write = Payment.collection.bulkWrite(operations, { ordered: false });
    const { matchedCount, taken } = await write
      .then(
        (result) => ({ matchedCount: result.matchedCount, taken: new Set<number>() }),
        (error: { result?: { matchedCount: number } }) => ({ taken: repeatedIndexes(error), matchedCount: error.result?.matchedCount ?? 0 }),
      )
      .finally(() => markPayments(all.flatMap(({ seen, changes }) => [seen, { ...seen, ...changes }]), writtenAt));
    // The answer only says how many met what they had seen. Unless all did, everyone reads again: who had written finds it as it should be.
    const met = matchedCount === all.length - taken.size;
    return all.map((_, index) => met && !taken.has(index));
  },
  { cache: false, maxBatchSize: WRITES_AT_ONCE },
);

/** Adds a payment, together with those that are added at the same moment; false when there is one under its key already. */
export function insertPayment(payment: PaymentRecord): Promise<boolean> {
  return inserts.load(payment);
}

/**
 * Changes a payment as it was seen, together with those that are changed at the same moment; false when it has, or may have, been changed or removed
 * since, or when its new key is taken: read it again then.
 */
export function changePayment(seen: PaymentRecord, changes: PaymentChanges): Promise<boolean> {
  return updates.load({ seen, changes });
}

/**
 * Removes a payment as it was seen; false when it has been changed or removed since. First it is made one that counts nowhere: should the process die before
 * the reports know of it, there is a record that tells of its days, and what is left of it is removed at its next refresh. What counts nowhere already is only
 * removed: two that emptied it in turn would each undo the other's removal.
 */
export async function removePayment(seen: PaymentRecord): Promise<boolean> {
  const counts = seen.status !== "failed" || seen.refunds.length > 0;
  if (counts && !(await changePayment(seen, { status: "failed", refundedMinor: 0, refunds: [] }))) return false;
  await markPayments([seen], LONG_AGO);
  const { deletedCount } = await Payment.deleteOne(placeOf({ ...seen, revision: counts ? seen.revision + 1 : seen.revision }));
  return deletedCount === 1;
}

/** Tells the reports of the days that payments and their refunds are on, and of those that they left; `writtenAt` long ago where looking for it would not find them. */
export async function markPayments(payments: readonly (Moments & Pick<PaymentRecord, "websiteId">)[], writtenAt: Date): Promise<void> {
  const byWebsite = new Map<string, Date[]>();
  for (const payment of payments) {
    const times = byWebsite.get(payment.websiteId) ?? [];
    byWebsite.set(payment.websiteId, times);
    times.push(...momentsOf(payment), ...(payment.leftAt ?? []));
  }
  await Promise.all([...byWebsite].map(([websiteId, times]) => markChanged({ websiteId, payments: times.map((at) => ({ at, writtenAt })) })));
}

type Moments = Pick<PaymentRecord, "paidAt" | "refunds" | "leftAt">;

/** The instants that its money is at. */
function momentsOf({ paidAt, refunds }: Moments): Date[] {
  return [paidAt, ...refunds.map(({ at }) => at)];
}

/** Where it is no more: what it leaves now, and what it left a moment ago, of which the reports may not have heard. */
function leftBy(seen: PaymentRecord, changes: PaymentChanges): { leftAt?: Date[] } {
  const still = new Set(momentsOf({ ...seen, ...changes }).map(Number));
  const before = seen.writtenAt && Date.now() - seen.writtenAt.getTime() < A_MOMENT_MS ? (seen.leftAt ?? []) : [];
  const left = [...before, ...momentsOf(seen)].filter((at) => !still.has(at.getTime()));
  return left.length > 0 ? { leftAt: left } : {};
}

function placeOf({ websiteId, paymentId, revision }: PaymentRecord) {
  return { websiteId, paymentId, revision };
}
