import type { RootDatabase } from "lmdb";
import type { CommitGate } from "./commit-gate.ts";
import { MongoError } from "./mongo-error.ts";

type Change = { run: () => unknown; resolve: (result: unknown) => void; reject: (error: unknown) => void; takeBacks: (() => void)[]; outcome: { result: unknown } | { error: unknown } | null };

/**
 * Group commit: the changes that came since the last one go into one transaction and to disk together, each in a transaction of its own within it, so that
 * one which throws takes back only itself. It runs and commits on this thread: lmdb's own writing thread would hand each change back to this one,
 * and two cores have no third for it.
 */
export function createGroupWriter(env: RootDatabase<Buffer, Buffer>, gate: CommitGate) {
  let waiting: Change[] = [];
  let running: Change | null = null;

  function commit(): void {
    const group = waiting;
    waiting = [];
    try {
      gate.pass(() =>
        env.transactionSync(() => {
          for (const change of group) attempt(change, group.length === 1);
        }),
      );
    } catch (error) {
      // One that was alone and threw, or a commit that failed (a full disk), or a server that is ending: what is in memory must be what is on disk.
      for (const change of group.reverse()) fail(change, error);
    }
    for (const { outcome, resolve, reject } of group) {
      if (outcome && "result" in outcome) resolve(outcome.result);
      else reject(outcome?.error);
    }
  }

  function attempt(change: Change, alone: boolean): void {
    running = change;
    try {
      change.outcome = { result: alone ? change.run() : env.childTransaction(change.run) };
    } catch (error) {
      if (alone) throw error;
      fail(change, error);
    } finally {
      running = null;
    }
  }

  return {
    /** Runs `change` in a transaction, together with what waits beside it; resolves when it is on disk, rolls back when it throws. */
    write: <Result>(change: () => Result): Promise<Result> =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(commit);
        waiting.push({ run: change, resolve: resolve as (result: unknown) => void, reject, takeBacks: [], outcome: null });
      }),
    /** Said by a change of what it changed in memory: how to take it back, should it be rolled back. */
    onRollback: (takeBack: () => void): void => void running?.takeBacks.push(takeBack),
  };
}

function fail(change: Change, error: unknown): void {
  for (const takeBack of change.takeBacks.splice(0).reverse()) takeBack();
  const full = !(error instanceof MongoError) && /^Commit failed|No space left|Input\/output error/.test((error as Error).message);
  if (change.outcome && "error" in change.outcome) return;
  change.outcome = { error: full ? new MongoError(14031, "The database could not write to its disk (it is full, or fails): nothing of this was stored. Make room and try again") : error };
}
