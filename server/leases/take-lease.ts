import { Lease } from "../../models/lease.ts";

/**
 * Takes or renews a lease for `forMs`; false when another owner has it. Work under a lease must be harmless when done twice: a process that
 * stalls past its time does not know that it lost it.
 */
export async function takeLease(options: { name: string; owner: string; forMs: number; now: Date }): Promise<boolean> {
  const { name, owner, forMs, now } = options;
  const until = new Date(now.getTime() + forMs);
  try {
    const { matchedCount, upsertedCount } = await Lease.updateOne({ _id: name, $or: [{ owner }, { until: { $lte: now } }] }, { $set: { owner, until } }, { upsert: true });
    return matchedCount + upsertedCount > 0;
  } catch (error) {
    // It is there, and it is another's: the upsert could not make a second one.
    if ((error as { code?: number }).code === 11_000) return false;
    throw error;
  }
}

/** Gives a lease back before its time. */
export async function releaseLease(options: { name: string; owner: string }): Promise<void> {
  await Lease.deleteOne({ _id: options.name, owner: options.owner });
}

/** Names of the leases that begin with `prefix`, as they are held or were left behind. */
export async function listLeases(prefix: string): Promise<{ name: string; until: Date }[]> {
  const leases = await Lease.find({ _id: { $gte: prefix, $lt: `${prefix}\uffff` } }).lean();
  return leases.map(({ _id, until }) => ({ name: _id, until }));
}
