import { AppError } from "./app-error.ts";
import { commitSeconds } from "./meters.ts";

const BURST_MS = 20;

export type GroupCommit<Item, Result> = {
  /** Resolves once the item is written. Rejects with `unavailable` when too much is waiting already: nothing was taken then. */
  add(item: Item): Promise<Result>;
  /** Weight of what waits and what is being written. */
  depth(): number;
  /** Writes what was taken, then resolves. */
  drain(): Promise<void>;
};

/**
 * Writes what arrives together in one go: while one batch is written, what arrives goes into the next. An item that comes alone is written at once; after
 * a batch of several, the next waits up to `gatherMs` for company: those who were answered are about to send again, and a commit costs the same
 * for one as for many. When a batch fails for another reason than an unreachable database, its items are written one by one, so that a bad one
 * takes no other with it.
 */
export function createGroupCommit<Item, Result>(options: {
  /** Its name in `/metrics`. */
  what: string;
  /** Writes a batch durably; answers in the items' order. */
  write(items: Item[]): Promise<Result[]>;
  weigh?: (item: Item) => number;
  maxBatch: number;
  /** Milliseconds; 0 where nobody sends again. */
  gatherMs?: number;
  maxWaiting: number;
  isUnavailable(error: unknown): boolean;
}): GroupCommit<Item, Result> {
  type Waiting = { item: Item; weight: number; resolve(result: Result): void; reject(error: unknown): void };
  const { what, write, weigh = () => 1, maxBatch, gatherMs = 0, maxWaiting, isUnavailable } = options;
  let queue: Waiting[] = [];
  let depth = 0;
  let running: Promise<void> | null = null;

  /** Batches of several follow each other within this time, or the burst is over. */
  let burstUntil = 0;

  async function run(): Promise<void> {
    while (queue.length > 0) {
      if (gatherMs > 0 && performance.now() < burstUntil) await new Promise((resolve) => setTimeout(resolve, gatherMs));
      const batch = takeBatch();
      await settle(batch);
      if (batch.length > 1) burstUntil = performance.now() + BURST_MS;
      depth -= batch.reduce((sum, { weight }) => sum + weight, 0);
    }
    running = null;
  }

  function takeBatch(): Waiting[] {
    let size = 0;
    let end = 0;
    while (end < queue.length && (end === 0 || size + (queue[end] as Waiting).weight <= maxBatch)) {
      size += (queue[end] as Waiting).weight;
      end += 1;
    }
    const batch = queue.slice(0, end);
    queue = queue.slice(end);
    return batch;
  }

  async function settle(batch: Waiting[]): Promise<void> {
    try {
      const stop = commitSeconds.startTimer({ what });
      const results = await write(batch.map(({ item }) => item));
      stop();
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      if (batch.length === 1 || isUnavailable(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await settle([one]);
    }
  }

  return {
    add: (item) => {
      const weight = weigh(item);
      if (depth > 0 && depth + weight > maxWaiting) return Promise.reject(new AppError("unavailable", "More arrives than can be written: send this again in a few seconds"));
      depth += weight;
      return new Promise((resolve, reject) => {
        queue.push({ item, weight, resolve, reject });
        running ??= run();
      });
    },
    depth: () => depth,
    drain: async () => {
      while (running) await running;
    },
  };
}
