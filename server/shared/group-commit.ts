import { AppError } from "./app-error.ts";
import { commitSeconds } from "./meters.ts";

export type GroupCommit<Item, Result> = {
  /** Resolves once the item is written. Rejects with `unavailable` when too much is waiting already: nothing was taken then. */
  add(item: Item): Promise<Result>;
  /** Weight of what waits and what is being written. */
  depth(): number;
  /** Writes what was taken, then resolves. */
  drain(): Promise<void>;
};

/**
 * Writes what arrives together in one go: while one batch is written, what arrives goes into the next. Nothing waits for company: a single item is written
 * at once. When a batch fails for another reason than an unreachable database, its items are written one by one, so that a bad one
 * takes no other with it.
 */
export function createGroupCommit<Item, Result>(options: {
  /** Its name in `/metrics`. */
  what: string;
  /** Writes a batch durably; answers in the items' order. */
  write(items: Item[]): Promise<Result[]>;
  weigh?: (item: Item) => number;
  maxBatch: number;
  maxWaiting: number;
  isUnavailable(error: unknown): boolean;
}): GroupCommit<Item, Result> {
  type Waiting = { item: Item; weight: number; resolve(result: Result): void; reject(error: unknown): void };
  const { what, write, weigh = () => 1, maxBatch, maxWaiting, isUnavailable } = options;
  let queue: Waiting[] = [];
  let depth = 0;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (queue.length > 0) {
      const batch = takeBatch();
      await settle(batch);
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
