import { MongoError } from "./mongo-error.ts";

type Cursor = { namespace: string; rest: Buffer[]; touchedAt: number };

export type Batch = { cursorId: bigint; namespace: string; documents: Buffer[] };

const FIRST_BATCH = 101;
const MAX_BATCH_BYTES = 15 * 1024 * 1024;
const IDLE_MS = 10 * 60_000;

/** Open cursors. Each holds what was found when it was opened: a stable snapshot, given out in batches under 16 MiB. */
export function createCursors() {
  const open = new Map<bigint, Cursor>();
  let lastId = BigInt(Date.now()) << 20n;

  function batch(namespace: string, all: Buffer[], size: number | undefined, cursorId: bigint, keepOpen: boolean): Batch {
    const limit = size ?? Infinity;
    let bytes = 0;
    let count = 0;
    while (count < all.length && count < limit && (count === 0 || bytes + (all[count] as Buffer).length < MAX_BATCH_BYTES)) {
      bytes += (all[count] as Buffer).length;
      count += 1;
    }
    const rest = all.slice(count);
    if (rest.length === 0 || !keepOpen) {
      open.delete(cursorId);
      return { cursorId: 0n, namespace, documents: all.slice(0, count) };
    }
    open.set(cursorId, { namespace, rest, touchedAt: Date.now() });
    return { cursorId, namespace, documents: all.slice(0, count) };
  }

  return {
    first: (namespace: string, all: Buffer[], batchSize: number | undefined, singleBatch: boolean): Batch => {
      for (const [id, cursor] of open) if (Date.now() - cursor.touchedAt > IDLE_MS) open.delete(id);
      lastId += 1n;
      return batch(namespace, all, batchSize ?? FIRST_BATCH, lastId, !singleBatch);
    },
    next: (cursorId: bigint, namespace: string, batchSize: number | undefined): Batch => {
      const cursor = open.get(cursorId);
      if (!cursor || cursor.namespace !== namespace) throw new MongoError(43, `cursor id ${cursorId} not found`);
      return batch(namespace, cursor.rest, batchSize || undefined, cursorId, true);
    },
    kill: (cursorId: bigint): boolean => open.delete(cursorId),
  };
}

export type Cursors = ReturnType<typeof createCursors>;
