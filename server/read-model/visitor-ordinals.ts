import { ReportChange } from "../../models/report-change.ts";
import { Visitor } from "../../models/visitor.ts";
import type { VisitorRecord } from "../../models/visitor.ts";
import { leaveTurn } from "../shared/leave-turn.ts";

export type KnownVisitor = { ordinal: number; firstSeenAt: Date | null };

/** Numbers are given to so many at once, in one write of some milliseconds: what is recorded meanwhile has its turn in between. */
const CHUNK = 250;

/**
 * A small number for each visitor, the same on every day and server, so that distinct visitors are counted exactly by plain arrays. It is kept in the
 * visitor's record; two servers that give one at once settle on the first. A visitor without a record gets a number that is not kept: its record is being
 * written, and what is written marks the day again. `gently` leaves others their turn.
 */
export async function findVisitors(websiteId: string, visitorIds: Iterable<string>, gently = false): Promise<Map<string, KnownVisitor>> {
  const known = new Map<string, KnownVisitor>();
  const wanted = [...new Set(visitorIds)];
  for (let start = 0; start < wanted.length; start += CHUNK) {
    const lookedAt = performance.now();
    const ids = wanted.slice(start, start + CHUNK);
    await readVisitors(websiteId, ids, known);
    const without = ids.filter((id) => (known.get(id)?.ordinal ?? -1) < 0);
    if (without.length > 0) await number(websiteId, without, known);
    if (gently) await leaveTurn(lookedAt);
  }
  return known;
}

async function number(websiteId: string, without: string[], known: Map<string, KnownVisitor>): Promise<void> {
  let next = await takeOrdinals(websiteId, without.length);
  const given = new Map(without.map((visitorId) => [visitorId, next++]));
  const recorded = without.filter((id) => known.has(id));
  if (recorded.length > 0) {
    await Visitor.collection.bulkWrite(
      recorded.map((visitorId) => ({ updateOne: { filter: { websiteId, visitorId, ordinal: null }, update: { $set: { ordinal: given.get(visitorId) } } } })),
      { ordered: false },
    );
    await readVisitors(websiteId, recorded, known);
  }
  for (const id of without) if ((known.get(id)?.ordinal ?? -1) < 0) known.set(id, { ordinal: given.get(id) as number, firstSeenAt: known.get(id)?.firstSeenAt ?? null });
}

/** Visitors of a website who are new, from which on it is worth asking for numbers before they are needed. */
const FEW = 50;
const LARGEST_BLOCK = 4_096;

type Blocks = { newcomers: number; size: number; ranges: { next: number; end: number }[]; filling: boolean };
const reserved = new Map<string, Blocks>();

/**
 * Numbers for up to `count` visitors who are being recorded for the first time, so that no report has to write them one: from blocks that this process has to
 * itself and asks for in time, while others are recorded. Nobody waits: those for whom there is none are given one by the reports. Numbers that are
 * not used in the end stay without a visitor.
 */
export function reserveOrdinals(websiteId: string, count: number): number[] {
  const blocks = reserved.get(websiteId) ?? { newcomers: 0, size: FEW, ranges: [], filling: false };
  reserved.set(websiteId, blocks);
  blocks.newcomers += count;
  const ordinals: number[] = [];
  while (ordinals.length < count && blocks.ranges[0]) {
    const [range] = blocks.ranges;
    ordinals.push(range.next++);
    if (range.next === range.end) blocks.ranges.shift();
  }
  const left = blocks.ranges.reduce((sum, { next, end }) => sum + end - next, 0);
  if (!blocks.filling && blocks.newcomers > FEW && left < blocks.size / 2) void fill(websiteId, blocks);
  return ordinals;
}

async function fill(websiteId: string, blocks: Blocks): Promise<void> {
  blocks.filling = true;
  const size = Math.min(LARGEST_BLOCK, 2 * blocks.size);
  const next = await takeOrdinals(websiteId, size).catch(() => null);
  if (next !== null) {
    blocks.ranges.push({ next, end: next + size });
    blocks.size = size;
  }
  blocks.filling = false;
}

/** The numbers that visitors have by now; those without one are left out. */
export async function readOrdinals(websiteId: string, visitorIds: Iterable<string>): Promise<Map<string, number>> {
  const known = new Map<string, KnownVisitor>();
  const wanted = [...new Set(visitorIds)];
  for (let start = 0; start < wanted.length; start += CHUNK) await readVisitors(websiteId, wanted.slice(start, start + CHUNK), known);
  return new Map([...known].flatMap(([visitorId, { ordinal }]) => (ordinal < 0 ? [] : [[visitorId, ordinal] as const])));
}

async function readVisitors(websiteId: string, visitorIds: string[], into: Map<string, KnownVisitor>): Promise<void> {
  const found = await Visitor.collection.find({ websiteId, visitorId: { $in: visitorIds } }, { projection: { _id: 0, visitorId: 1, firstSeenAt: 1, ordinal: 1 } }).toArray();
  for (const visitor of found as unknown as VisitorRecord[]) into.set(visitor.visitorId, { ordinal: visitor.ordinal ?? -1, firstSeenAt: visitor.firstSeenAt });
}

/** The first of `count` numbers that nobody else is given. */
async function takeOrdinals(websiteId: string, count: number): Promise<number> {
  const take = () => ReportChange.collection.findOneAndUpdate({ websiteId, day: "all" }, { $inc: { ordinals: count }, $setOnInsert: { changedAt: new Date(0) } }, { upsert: true, returnDocument: "after" });
  const counter = await take().catch((error: unknown) => {
    // Another writer made the document at the same time.
    if ((error as { code?: number }).code === 11_000) return take();
    throw error;
  });
  return Number(counter?.["ordinals"]) - count;
}
