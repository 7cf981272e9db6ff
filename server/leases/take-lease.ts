import { Lease } from "../../models/lease.ts";

/**
 * Takes or renews a lease for `forMs`; false when another owner has it. Work under a lease must be harmless when done twice: a process that
 * stalls past its time does not know that it lost it. A lease that would last longer than anyone may take it for was made before the clock was set
 * back, and is anyone's.
 */
export async function takeLease(options: { name: string; owner: string; forMs: number; now: Date }): Promise<boolean> {
  const { name, owner, forMs, now } = options;
  const until = new Date(now.getTime() + forMs);
  const free = [{ owner }, { until: { $lte: now } }, { until: { $gt: longestLease(now, forMs) } }];
  try {
    const { matchedCount, upsertedCount } = await Lease.updateOne({ _id: name, $or: free }, { $set: { owner, until } }, { upsert: true });
    return matchedCount + upsertedCount > 0;
  } catch (error) {
    // It is there, and it is another's: the upsert could not make a second one.
    if ((error as { code?: number }).code === 11_000) return false;
    throw error;
  }
}

/** The latest end that a lease can honestly have; clocks of two servers may differ by as long as it lasts. */
export const longestLease = (now: Date, forMs: number) => new Date(now.getTime() + 2 * forMs);

/** Gives a lease back before its time. */
export async function releaseLease(options: { name: string; owner: string }): Promise<void> {
  await Lease.deleteOne({ _id: options.name, owner: options.owner });
}

/** Names of the leases that begin with `prefix`, as they are held or were left behind. */
export async function listLeases(prefix: string): Promise<{ name: string; until: Date }[]> {
  const leases = await Lease.find({ _id: { $gte: prefix, $lt: `${prefix}\uffff` } }).lean();
  return leases.map(({ _id, until }) => ({ name: _id, until }));
}
