const [OPEN, INSIDE, CLOSED] = [0, 1, 2];

/**
 * What the engine's thread goes through with each transaction, and the process shuts before it ends. A thread that is cut off within a transaction leaves
 * lmdb's lock taken, and whoever waits for that thread's end, as the end of a Node process does, waits for ever. `shared` is 4 bytes that both threads see.
 */
export function createCommitGate(shared = new SharedArrayBuffer(4)) {
  const state = new Int32Array(shared);
  return {
    shared,
    /** In the engine's thread: runs a transaction. Throws without running it when the gate is shut. */
    pass<Result>(transaction: () => Result): Result {
      if (Atomics.compareExchange(state, 0, OPEN, INSIDE) === CLOSED) throw new Error("The server is ending: nothing of this was stored. Try again in a moment");
      try {
        return transaction();
      } finally {
        Atomics.store(state, 0, OPEN);
        Atomics.notify(state, 0);
      }
    },
    /** In the other thread, which stands still for it: waits up to `waitMs` for the transaction that runs, and lets none begin any more. False when it did not end. */
    shut(waitMs: number): boolean {
      const until = performance.now() + waitMs;
      while (Atomics.compareExchange(state, 0, OPEN, CLOSED) === INSIDE) {
        const left = until - performance.now();
        if (left <= 0) return false;
        Atomics.wait(state, 0, INSIDE, left);
      }
      return true;
    },
  };
}

export type CommitGate = ReturnType<typeof createCommitGate>;
