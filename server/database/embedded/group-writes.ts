import type { RootDatabase } from "lmdb";
import { MongoError } from "./mongo-error.ts";

type Change = { run: () => unknown; durable: boolean; resolve: (result: unknown) => void; reject: (error: unknown) => void; takeBacks: (() => void)[]; outcome: { result: unknown } | { error: unknown } | null; /** That it was done. */ answered: boolean };
type Transaction = { changes: Change[]; end(): void; ended: Promise<void> };

/** Milliseconds until what nobody waits for is on disk, as in MongoDB's journal. */
const JOURNAL_MS = 100;

/**
 * Group commit: the changes that came since the last one go into one transaction and to disk together, each in a transaction of its own within it, so that
 * one which throws takes back only itself. A change that need not be durable yet is answered at once and leaves the transaction open: who reads sees it, and
 * it goes to disk with the next one that must, never after it. Should that commit fail, it is done again at the beginning of the next transaction; until
 * then nothing else is answered early. It runs and commits on this thread: lmdb's own writing thread would hand each change back to this one, and two
 * cores have no third for it.
 */
export function createGroupWriter(env: RootDatabase<Buffer, Buffer>) {
  let waiting: Change[] = [];
  /** Answered, and taken back by a commit that failed: nothing that came later may be on disk before them. */
  let owed: Change[] = [];
  let open: Transaction | null = null;
  let running: Change | null = null;
  let latest: NodeJS.Timeout | undefined;

  function begin(): Transaction {
    const changes: Change[] = [];
    let end = (): void => undefined;
    const committed = env.transactionSync(() => new Promise<void>((resolve) => (end = resolve)));
    for (const change of owed.splice(0)) {
      attempt(change);
      changes.push(change);
    }
    const ended = committed.then(
      () => answer(changes),
      (error: unknown) => {
        // A commit that failed (a full disk): what is in memory must be what is on disk.
        for (const change of changes.toReversed()) takeBack(change);
        owed = [...changes.filter(({ answered }) => answered), ...owed];
        for (const change of changes) fail(change, error);
        answer(changes);
      },
    );
    return { changes, end, ended };
  }

  function work(): void {
    const group = waiting;
    waiting = [];
    const early = owed.length === 0;
    try {
      open ??= begin();
    } catch (error) {
      for (const change of group) fail(change, error);
      return answer(group);
    }
    for (const change of group) {
      attempt(change);
      open.changes.push(change);
    }
    if (!early || group.some(({ durable }) => durable)) return commit();
    answer(group);
    latest ??= setTimeout(commit, JOURNAL_MS);
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
      takeBack(change);
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
        waiting.push({ run: change, durable, resolve: resolve as (result: unknown) => void, reject, takeBacks: [], outcome: null, answered: false });
      }),
    /** Said by a change of what it changed in memory: how to take it back, should it be rolled back. */
    onRollback: (takeBack: () => void): void => void running?.takeBacks.push(takeBack),
    /** Does what waits and puts what is open on disk. */
    flush: async (): Promise<void> => {
      if (waiting.length + owed.length > 0) work();
      const { ended } = open ?? {};
      commit();
      await ended;
    },
  };
}

function answer(changes: Change[]): void {
  for (const change of changes) {
    if (change.answered) continue;
    if (change.outcome && "result" in change.outcome) {
      change.answered = true;
      change.resolve(change.outcome.result);
    } else change.reject(change.outcome?.error);
  }
}

function takeBack(change: Change): void {
  for (const undo of change.takeBacks.splice(0).reverse()) undo();
}

function fail(change: Change, error: unknown): void {
  const full = /^Commit failed|No space left|Input\/output error/.test((error as Error).message);
  if (change.outcome && "error" in change.outcome) return;
  change.outcome = { error: full ? new MongoError(14031, "The database could not write to its disk (it is full, or fails): nothing of this was stored. Make room and try again") : error };
}
