import { createGroupCommit } from "../shared/group-commit.ts";
import { isDatabaseAway } from "../shared/is-database-away.ts";
import { writeDrops } from "./write-drops.ts";
import { clientKeyOf, writeEvents, writeVisits } from "./write-hits.ts";
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

/**
 * Records hits in group commits, one batch after the other: each costs its round trips, so few large ones cost less than several at once. While the visits of
 * one are written, the events of the next already are, unless both have hits of the same session: no two batches of this process write one at a time.
 * Other processes may, see `writeSessions`.
 */
export function createHitRecorder(deps: { bounds?: Pick<DimensionBounds, "bound"> } = {}): HitRecorder {
  const unfinished = new Set<Promise<unknown>>();
  const keep = (work: Promise<unknown>) => {
    const done = work.catch(() => undefined).finally(() => unfinished.delete(done));
    unfinished.add(done);
    return done;
  };
  let before = { sessions: new Set<string>(), written: Promise.resolve<unknown>(null) };
  /** Resolves, once the events are written, with what resolves when all is. */
  async function writeInTurn(hits: ReadyHit[]): Promise<{ recorded: Promise<void> }> {
    const sessions = new Set(hits.map(clientKeyOf));
    if ([...sessions].some((key) => before.sessions.has(key))) await before.written;
    const events = await writeEvents(hits);
    await before.written;
    const visits = writeVisits(events);
    before = { sessions, written: keep(visits) };
    const recorded = visits.then(({ marked }) => marked);
    void keep(recorded);
    return { recorded };
  }
  const commits = createGroupCommit<Request, Promise<void>>({
    what: "hits",
    write: async (requests) => {
      const hits = requests.flatMap((request) => request.hits);
      const drops = requests.flatMap((request) => request.drops);
      const [written] = await Promise.all([hits.length > 0 ? writeInTurn(hits) : null, drops.length > 0 ? writeDrops(drops) : null]);
      // Who sent a hit is answered when its visit is written and the reports are told; the next batch does not wait for that.
      return requests.map(() => written?.recorded ?? Promise.resolve());
    },
    weigh: ({ hits, drops }) => hits.length + drops.length,
    maxBatch: MAX_BATCH,
    maxWaiting: MAX_WAITING,
    isUnavailable: isDatabaseAway,
  });
  return {
    record: async (hits, drops = []) => {
      if (hits.length + drops.length === 0) return;
      const bounded = deps.bounds ? await Promise.all(hits.map(deps.bounds.bound)) : hits;
      await commits.add({ hits: bounded, drops });
    },
    depth: commits.depth,
    stop: async () => {
      await commits.drain();
      await Promise.all(unfinished);
    },
  };
}
