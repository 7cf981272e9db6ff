import { createGroupCommit } from "../shared/group-commit.ts";
import { isDatabaseAway } from "../shared/is-database-away.ts";
import { createBatchWriter } from "./write-batch.ts";
import { writeDrops } from "./write-drops.ts";
import { writeHits } from "./write-hits.ts";
import type { DimensionBounds } from "./bound-dimensions.ts";
import type { Drop } from "./write-drops.ts";
import type { ReadyHit } from "./ready-hit.ts";

export type HitRecorder = {
  /** Resolves after the durable write of the hits; drops are counted beside them. Rejects with `unavailable` when too much waits. */
  record(hits: ReadyHit[], drops?: Drop[]): Promise<void>;
  /** Hits and drops that wait or are being written. */
  depth(): number;
  stop(): Promise<void>;
};

type Request = { hits: ReadyHit[]; drops: Drop[] };

const MAX_WAITING = 20_000;
const MAX_BATCH = 1_000;
/** All of it must fit into one command of 16 MB, whatever the hits are like. */
const MAX_TOGETHER = 500;

/**
 * Records hits in group commits, one batch after the other: each costs its round trips, so few large ones cost less than several at once, and no two
 * batches of this process write the same session. Other processes may, see `writeSessions`. `together`: the database
 * is the embedded engine, which takes a batch in one commit.
 */
export function createHitRecorder(deps: { bounds?: Pick<DimensionBounds, "bound">; together?: boolean } = {}): HitRecorder {
  const batches = deps.together ? createBatchWriter() : null;
  const marking = new Set<Promise<unknown>>();
  const write = async (hits: ReadyHit[]): Promise<{ marked: Promise<void> }> => {
    try {
      const left = batches ? await batches.write(hits) : hits;
      if (left.length === 0) return { marked: Promise.resolve() };
      const written = await writeHits(left);
      const told = written.marked.catch(() => batches?.doubt()).finally(() => marking.delete(told));
      marking.add(told);
      return written;
    } catch (error) {
      batches?.doubt();
      throw error;
    }
  };
  const commits = createGroupCommit<Request, Promise<void>>({
    what: "hits",
    write: async (requests) => {
      const sent = requests.flatMap((request) => request.hits);
      const hits = deps.bounds ? await deps.bounds.bound(sent) : sent;
      const drops = requests.flatMap((request) => request.drops);
      const [written] = await Promise.all([hits.length > 0 ? write(hits) : null, drops.length > 0 ? writeDrops(drops) : null]);
      // Who sent a hit is answered when the reports are told too; the next batch does not wait for that.
      return requests.map(() => written?.marked ?? Promise.resolve());
    },
    weigh: ({ hits, drops }) => hits.length + drops.length,
    maxBatch: deps.together ? MAX_TOGETHER : MAX_BATCH,
    maxWaiting: MAX_WAITING,
    isUnavailable: isDatabaseAway,
  });
  return {
    record: async (hits, drops = []) => {
      if (hits.length + drops.length > 0) await commits.add({ hits, drops });
    },
    depth: commits.depth,
    stop: async () => {
      await commits.drain();
      await Promise.all(marking);
    },
  };
}
