import { DimensionDay } from "../../models/dimension-day.ts";
import type { DimensionDayRecord } from "../../models/dimension-day.ts";
import type { Logger } from "../shared/logger.ts";
import { shortHash } from "../shared/ids.ts";
import { repeatWork } from "../shared/repeat-work.ts";
import type { ReadyHit } from "./ready-hit.ts";

/** What stands for every value beyond the bound. */
export const OTHER = "(other)";

/** Distinct values a website and UTC day: far more than an honest site has, few enough for reports to stay quick. */
export const BOUNDS = { source: 1_000, medium: 200, campaign: 2_000, keyword: 5_000, content: 2_000, referrer: 5_000, path: 20_000, hostname: 200, goal: 500 } as const;
type Dimension = keyof typeof BOUNDS;

/** `letThrough` holds the values themselves, so that most hits need no hash; at most as many as the bound. */
type Day = { seen: Record<Dimension, Set<string>>; letThrough: Record<Dimension, Set<string>>; fresh: Record<Dimension, string[]>; overflowed: Record<Dimension, number> };

const EXCHANGE_MS = 5_000;
const KEEP_MS = 8 * 24 * 3_600_000;
const DIMENSIONS = Object.keys(BOUNDS) as Dimension[];

export type DimensionBounds = {
  /** The hits, with `(other)` for each value that is new beyond its bound. */
  bound(hits: ReadyHit[]): Promise<ReadyHit[]>;
  exchange(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Keeps a flood of made-up values from blowing up reports. Decided in memory; what is new is told to the other servers every five seconds, so
 * that together they may let a little more through.
 */
export function createDimensionBounds(deps: { now: () => Date; logger: Logger }): DimensionBounds {
  let today = "";
  let days = new Map<string, Promise<Day>>();

  function dayOf(websiteId: string): Promise<Day> {
    const day = deps.now().toISOString().slice(0, 10);
    if (day !== today) {
      today = day;
      days = new Map();
    }
    const known = days.get(websiteId) ?? loadDay(websiteId, day);
    days.set(websiteId, known);
    known.catch(() => days.delete(websiteId));
    return known;
  }

  async function exchange(): Promise<void> {
    const day = today;
    const expiresAt = new Date(Date.parse(`${day}T00:00:00Z`) + KEEP_MS);
    for (const [websiteId, loading] of days) {
      const known = await loading;
      const changed = DIMENSIONS.filter((dimension) => known.fresh[dimension].length + known.overflowed[dimension] > 0);
      if (changed.length === 0) continue;
      const { fresh, overflowed } = known;
      Object.assign(known, { fresh: emptyOf(() => []), overflowed: emptyOf(() => 0) });
      await DimensionDay.bulkWrite(
        changed.map((dimension) => ({
          updateOne: {
            filter: { websiteId, day, dimension },
            update: { $addToSet: { hashes: { $each: fresh[dimension] } }, $inc: { overflowed: overflowed[dimension] }, $setOnInsert: { expiresAt } },
            upsert: true,
          },
        })),
        { ordered: false },
      );
      addStored(known, await readStored(websiteId, day));
    }
  }

  const onError = (error: unknown) => deps.logger.warn({ err: error }, "distinct values could not be shared with other servers");
  const exchanging = repeatWork({ everyMs: EXCHANGE_MS, work: exchange, onError });
  return {
    bound: async (hits) => {
      const own = new Map<string, Day>();
      for (const { websiteId } of hits) if (!own.has(websiteId)) own.set(websiteId, await dayOf(websiteId));
      return hits.map((hit) => boundHit(hit, own.get(hit.websiteId) as Day));
    },
    exchange,
    stop: async () => {
      await exchanging.stop();
      await exchange().catch(onError);
    },
  };
}

function emptyOf<Value>(make: () => Value): Record<Dimension, Value> {
  return Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, make()])) as Record<Dimension, Value>;
}

async function loadDay(websiteId: string, day: string): Promise<Day> {
  const empty: Day = { seen: emptyOf(() => new Set<string>()), letThrough: emptyOf(() => new Set<string>()), fresh: emptyOf<string[]>(() => []), overflowed: emptyOf(() => 0) };
  addStored(empty, await readStored(websiteId, day));
  return empty;
}

function readStored(websiteId: string, day: string): Promise<DimensionDayRecord[]> {
  return DimensionDay.find({ websiteId, day }).lean<DimensionDayRecord[]>();
}

function addStored(day: Day, stored: DimensionDayRecord[]): void {
  for (const { dimension, hashes } of stored) for (const hash of hashes) day.seen[dimension as Dimension]?.add(hash);
}

function boundHit(hit: ReadyHit, day: Day): ReadyHit {
  const keep = <Value extends string | null>(dimension: Dimension, value: Value): Value | typeof OTHER => {
    if (value === null || value === "" || value === OTHER) return value;
    const through = day.letThrough[dimension];
    if (through.has(value)) return value;
    const hash = shortHash(10, value);
    const seen = day.seen[dimension];
    if (seen.has(hash)) {
      through.add(value);
      return value;
    }
    if (seen.size >= BOUNDS[dimension]) {
      day.overflowed[dimension] += 1;
      return OTHER;
    }
    seen.add(hash);
    through.add(value);
    day.fresh[dimension].push(hash);
    return value;
  };
  const before = hit.acquisition;
  const source = keep("source", before.source);
  const medium = keep("medium", before.medium);
  const campaign = keep("campaign", before.campaign);
  const keyword = keep("keyword", before.keyword);
  const content = keep("content", before.content);
  const referrer = keep("referrer", before.referrer);
  const [path, hostname, name] = [keep("path", hit.path), keep("hostname", hit.hostname), keep("goal", hit.name)];
  const cut = source !== before.source || medium !== before.medium || campaign !== before.campaign || keyword !== before.keyword || content !== before.content;
  if (!cut && referrer === before.referrer && path === hit.path && hostname === hit.hostname && name === hit.name) return hit;
  // Made-up campaigns do not begin a session each.
  const campaignKey = cut ? OTHER : before.campaignKey;
  return { ...hit, path, hostname, name, acquisition: { ...before, source, medium, campaign, keyword, content, referrer, campaignKey } };
}
