import { AttemptCount } from "../../models/attempt-count.ts";
import type { AttemptCountRecord } from "../../models/attempt-count.ts";
import type { Logger } from "../shared/logger.ts";
import { shortHash } from "../shared/ids.ts";
import { repeatWork } from "../shared/repeat-work.ts";

export type RateLimits = {
  /** Counts `weight` against a key's limit a minute; null when it is within, else the seconds until the next minute. */
  take(key: string, limit: number, weight: number): number | null;
  /** Tells the other servers what was counted here and learns what was counted there. */
  exchange(): Promise<void>;
  stop(): Promise<void>;
};

type Counter = { own: number; told: number; others: number; limit: number };

const MINUTE_MS = 60_000;
const EXCHANGE_MS = 1_000;
/** Keys under this share of their limit are nobody else's business: hardly any hit costs a write. */
const WORTH_TELLING = 0.1;
const MAX_KEYS = 200_000;

/**
 * Limits a minute, decided in memory so that no hit waits for it; keys that are well used are summed over all servers once a second. Several
 * servers together may let through a second's worth too much. Keys are stored hashed: addresses are not kept.
 */
export function createRateLimits(deps: { now: () => Date; logger: Logger }): RateLimits {
  let minute = 0;
  let counters = new Map<string, Counter>();

  function current(): Map<string, Counter> {
    const now = Math.floor(deps.now().getTime() / MINUTE_MS);
    if (now !== minute || counters.size > MAX_KEYS) {
      minute = now;
      counters = new Map();
    }
    return counters;
  }

  async function exchange(): Promise<void> {
    const stretch = minute;
    const worth = [...current()].filter(([, counter]) => counter.own >= counter.limit * WORTH_TELLING);
    if (worth.length === 0) return;
    const expiresAt = new Date((stretch + 2) * MINUTE_MS);
    const ids = worth.map(([key]) => `rate:${stretch}:${shortHash(32, key)}`);
    const told = worth.map(([, counter]) => counter.own);
    const updates = worth.flatMap(([, counter], index) => {
      const more = (told[index] as number) - counter.told;
      return more === 0 ? [] : [{ updateOne: { filter: { _id: ids[index] as string }, update: { $inc: { count: more }, $setOnInsert: { expiresAt } }, upsert: true } }];
    });
    if (updates.length > 0) await AttemptCount.bulkWrite(updates, { ordered: false });
    worth.forEach(([, counter], index) => (counter.told = told[index] as number));
    const sums = new Map((await AttemptCount.find({ _id: { $in: ids } }).lean<AttemptCountRecord[]>()).map(({ _id, count }) => [_id, count]));
    worth.forEach(([, counter], index) => (counter.others = Math.max(0, (sums.get(ids[index] as string) ?? 0) - counter.told)));
  }

  const exchanging = repeatWork({ everyMs: EXCHANGE_MS, work: exchange, onError: (error) => deps.logger.warn({ err: error }, "rate limits could not be shared with other servers") });
  return {
    take: (key, limit, weight) => {
      const known = current();
      const counter = known.get(key) ?? { own: 0, told: 0, others: 0, limit };
      known.set(key, counter);
      if (counter.own + counter.others + weight > limit) return Math.max(1, Math.ceil(((minute + 1) * MINUTE_MS - deps.now().getTime()) / 1_000));
      counter.own += weight;
      return null;
    },
    exchange,
    stop: exchanging.stop,
  };
}
