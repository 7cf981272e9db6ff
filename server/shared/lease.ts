import { Lease } from "../../models/lease.ts";
import { newToken } from "./ids.ts";

/**
 * Does work that only one server may do at a time, named by `name`; null when another one does it now. The lease ends with the work, or after
 * `forMs` when the process died in it: the work must be safe to begin again.
 */
export async function withLease<Result>(options: { name: string; forMs: number; now: Date }, work: () => Promise<Result>): Promise<{ result: Result } | null> {
  const { name, now } = options;
  const holder = newToken();
  const until = new Date(now.getTime() + options.forMs);
  try {
    // A lease in force does not match, so the upsert collides with it on the primary key.
    await Lease.updateOne({ _id: name, until: { $lte: now } }, { $set: { holder, until } }, { upsert: true });
  } catch (error) {
    if ((error as { code?: number }).code === 11_000) return null;
    throw error;
  }
  try {
    return { result: await work() };
  } finally {
    await Lease.deleteOne({ _id: name, holder });
  }
}
