import { AttemptCount } from "../../models/attempt-count.ts";
import type { AttemptCountRecord } from "../../models/attempt-count.ts";
import { shortHash } from "../shared/ids.ts";

const MINUTE_MS = 60_000;

/** Counts one use of a key in the running minute, for all servers together, and tells how many there were; exact, at the price of a write. */
export async function countShared(key: string, now: Date): Promise<{ count: number; resetAt: Date }> {
  const stretch = Math.floor(now.getTime() / MINUTE_MS);
  const resetAt = new Date((stretch + 1) * MINUTE_MS);
  const _id = `minute:${stretch}:${shortHash(32, key)}`;
  for (;;) {
    try {
      const counted = await AttemptCount.findOneAndUpdate({ _id }, { $inc: { count: 1 }, $setOnInsert: { expiresAt: resetAt } }, { upsert: true, returnDocument: "after" }).lean<AttemptCountRecord>();
      return { count: counted?.count ?? 1, resetAt };
    } catch (error) {
      // Two first uses at once: one inserts, the other finds it at its second look.
      if ((error as { code?: number }).code !== 11_000) throw error;
    }
  }
}
