import { AttemptCount } from "../../models/attempt-count.ts";
import type { AttemptCountRecord } from "../../models/attempt-count.ts";
import { AppError } from "../shared/app-error.ts";
import { shortHash } from "../shared/ids.ts";

/** What is counted, and how many attempts a stretch of `minutes` has. */
export type Limit = { what: string; of: string; attempts: number; minutes: number };

/**
 * Counts one attempt against every limit before it is made, in the database: several servers share the counts, and attempts at the same moment
 * cannot pass together. Throws `too_many_requests`. The function that it returns takes the attempt back, for one that was honest.
 */
export async function countAttempt(limits: Limit[], now: Date): Promise<() => Promise<void>> {
  const keys = limits.map((limit) => ({ ...limit, ...stretchOf(limit, now) }));
  const counts = await Promise.all(keys.map(({ id, endsAt }) => increment(id, endsAt, 1)));
  const over = keys.filter(({ attempts }, index) => (counts[index] ?? 0) > attempts);
  if (over.length > 0) {
    const wait = Math.max(...over.map(({ endsAt }) => Math.ceil((endsAt.getTime() - now.getTime()) / 60_000)));
    throw new AppError("too_many_requests", `Too many attempts: wait ${wait === 1 ? "a minute" : `${wait} minutes`}, then try again`);
  }
  return async () => {
    await Promise.all(keys.map(({ id, endsAt }) => increment(id, endsAt, -1)));
  };
}

/** The id is a hash: e-mails and addresses of people who only tried are not kept. */
function stretchOf({ what, of, minutes }: Limit, now: Date): { id: string; endsAt: Date } {
  const length = minutes * 60_000;
  const stretch = Math.floor(now.getTime() / length);
  return { id: `${what}:${stretch}:${shortHash(32, of)}`, endsAt: new Date((stretch + 1) * length) };
}

async function increment(id: string, expiresAt: Date, by: number): Promise<number> {
  for (;;) {
    try {
      const counted = await AttemptCount.findOneAndUpdate({ _id: id }, { $inc: { count: by }, $setOnInsert: { expiresAt } }, { upsert: true, returnDocument: "after" }).lean<AttemptCountRecord>();
      return counted?.count ?? 0;
    } catch (error) {
      // Two first attempts at once: one inserts, the other finds it on its second look.
      if ((error as { code?: number }).code !== 11_000) throw error;
    }
  }
}
