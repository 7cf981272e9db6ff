import type { RootDatabase } from "lmdb";
import { MongoError } from "./mongo-error.ts";

type Change = { run: () => unknown; durable: boolean; resolve: (result: unknown) => void; reject: (error: unknown) => void; takeBacks: (() => void)[]; outcome: { result: unknown } | { error: unknown } | null };
type Transaction = { changes: Change[]; end(): void; ended: Promise<void> };

/** Milliseconds until what nobody waits for is on disk, as in MongoDB's journal. */
const JOURNAL_MS = 100;

/**
 * Group commit: the changes that came since the last one go into one transaction and to disk together, each in a transaction of its own within it, so that
 * one which throws takes back only itself. A change that need not be durable yet is answered at once and leaves the transaction open: who reads sees it, and
 * it goes to disk with the next one that must, never after it. It runs and commits on this thread: lmdb's own writing thread would hand each change back
 * to this one, and two cores have no third for it.
 */
export function createGroupWriter(env: RootDatabase<Buffer, Buffer>) {
  let waiting: Change[] = [];
  let open: Transaction | null = null;
  let running: Change | null = null;
  let latest: NodeJS.Timeout | undefined;

  function begin(): Transaction {
    const changes: Change[] = [];
    let end = (): void => undefined;
    const committed = env.transactionSync(() => new Promise<void>((resolve) => (end = resolve)));
    const ended = committed.then(
      () => answer(changes),
      (error: unknown) => {
        // A commit that failed (a full disk): what is in memory must be what is on disk.
        for (const change of changes.toReversed()) fail(change, error);
        answer(changes);
      },
    );
    return { changes, end, ended };
  }

  function work(): void {
    const group = waiting;
    waiting = [];
    open ??= begin();
    for (const change of group) {
      attempt(change);
      open.changes.push(change);
    }
    if (group.some(({ durable }) => durable)) commit();
    else {
      answer(group);
      latest ??= setTimeout(commit, JOURNAL_MS);
    }
  }

  function commit(): void {
    clearTimeout(latest);
    latest = undefined;
    open?.end();
    open = null;
  }

  function attempt(change: Change): void {
    running = change;
    try {
      change.outcome = { result: env.childTransaction(change.run) };
    } catch (error) {
      fail(change, error);
    } finally {
      running = null;
    }
  }

  return {
    /**
     * Runs `change` in a transaction, together with what waits beside it; rolls back and rejects when it throws. Resolves when it is on disk, or, when it need
     * not be `durable`, as soon as reads see it.
     */
    write: <Result>(change: () => Result, durable = true): Promise<Result> =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(work);
        waiting.push({ run: change, durable, resolve: resolve as (result: unknown) => void, reject, takeBacks: [], outcome: null });
      }),
    /** Said by a change of what it changed in memory: how to take it back, should it be rolled back. */
    onRollback: (takeBack: () => void): void => void running?.takeBacks.push(takeBack),
    /** Puts what is still open on disk. */
    flush: async (): Promise<void> => {
      const { ended } = open ?? {};
      commit();
      await ended;
    },
  };
}

/** Resolving what was answered already does nothing. */
function answer(changes: Change[]): void {
  for (const { outcome, resolve, reject } of changes) {
    if (outcome && "result" in outcome) resolve(outcome.result);
    else reject(outcome?.error);
  }
}

function fail(change: Change, error: unknown): void {
  for (const takeBack of change.takeBacks.splice(0).reverse()) takeBack();
  const full = /^Commit failed|No space left|Input\/output error/.test((error as Error).message);
  if (change.outcome && "error" in change.outcome) return;
  change.outcome = { error: full ? new MongoError(14031, "The database could not write to its disk (it is full, or fails): nothing of this was stored. Make room and try again") : error };
}
