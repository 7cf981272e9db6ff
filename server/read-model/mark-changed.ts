import { ReportChange } from "../../models/report-change.ts";
import { createGroupCommit } from "../shared/group-commit.ts";
import { isDatabaseAway } from "../shared/is-database-away.ts";
import type { UpdateOne } from "../shared/write-together.ts";

export type Changes = {
  websiteId: string;
  /** Sessions written: when each began (before and after the write, if that moved) and the instant of the hit that changed it. */
  visits?: { startedAt: Date; seenAt: Date }[];
  /** Payments written or removed: `paidAt` and each refund's `at`, before and after, and the instant of the write (long ago for a removal). */
  payments?: { at: Date; writtenAt: Date }[];
};

/** A hit this young is found again by its session's `lastSeenAt`, a payment by its `writtenAt`. */
const LIVE_MS = 15_000;
/** Clocks of servers may differ by as much. */
let clocksDifferMs = LIVE_MS;

/** Said where this machine alone writes to its database: there is one clock, and a second for what was looked at a moment earlier than it was told. */
export function trustOneClock(): void {
  clocksDifferMs = 1_000;
}

/** How far back from an instant to look for what was written since and is found again by its time; further when the clock was put back meanwhile. */
export function lookBack(at: Date): Date {
  return new Date(Math.min(at.getTime(), Date.now()) - LIVE_MS - clocksDifferMs);
}

/** Marks that come at the same time are one write a website: during a burst every payment and every batch of hits makes one. */
const marks = createGroupCommit<Changes, void>({
  what: "report marks",
  write: async (batch) => {
    const byWebsite = new Map<string, Required<Changes>>();
    for (const { websiteId, visits = [], payments = [] } of batch) {
      const known = byWebsite.get(websiteId);
      if (!known) byWebsite.set(websiteId, { websiteId, visits: [...visits], payments: [...payments] });
      else {
        for (const visit of visits) known.visits.push(visit);
        for (const payment of payments) known.payments.push(payment);
      }
    }
    await Promise.all([...byWebsite.values()].map(writeMarks));
    return batch.map(() => undefined);
  },
  maxBatch: 1_000,
  maxWaiting: Infinity,
  isUnavailable: isDatabaseAway,
});

/**
 * Tells the reports which hours changed; call it after the records are written. Resolves when that is durable; counters only grow, so repeats and
 * races cost a refresh and lose nothing. When it rejects, it is tried again by itself; should the process die in between, who sees its death looks for what
 * it wrote.
 */
export async function markChanged(changes: Changes): Promise<void> {
  if ((changes.visits?.length ?? 0) + (changes.payments?.length ?? 0) > 0) await marks.add(changes);
}

/** The writes that tell of changes, to be done in this order: who sees the count of all changes sees the days too. */
export function markWrites({ websiteId, visits = [], payments = [] }: Changes): UpdateOne[] {
  // The real clock, whatever time the caller plays: it is compared with when a segment was read.
  const now = new Date();
  const days = new Map<string, Record<string, number>>();
  const add = (field: string, at: Date) => {
    const day = at.toISOString().slice(0, 10);
    const counts = days.get(day) ?? {};
    counts[`${field}.${at.getUTCHours()}`] = 1;
    days.set(day, counts);
  };
  for (const { startedAt, seenAt } of visits) add(isLive(seenAt) ? "live" : "visits", startedAt);
  for (const { at, writtenAt } of payments) add(isLive(writtenAt) ? "livePayments" : "payments", at);
  return [...days, ["all", { changes: 1 }] as const].map(([day, counts]) => ({
    updateOne: { filter: { websiteId, day }, update: { $inc: counts, $max: { changedAt: now } }, upsert: true },
  }));
}

/** Whether the hit or payment of this instant will be found again by it. */
export function isLive(at: Date): boolean {
  return Math.abs(Date.now() - at.getTime()) < LIVE_MS;
}

/** Hours (their start, in ms) whose marks could not be written, by website: they go with the next ones. */
const owed = new Map<string, Record<"visits" | "payments", Set<number>>>();
const HOUR_MS = 3_600_000;
const LONG_AGO = new Date(0);
const OWED_AGAIN_MS = 5_000;
let again: NodeJS.Timeout | undefined;

/** Writes what is owed; false when some of it is owed still. */
export async function settleMarks(): Promise<boolean> {
  await Promise.allSettled(Array.from(owed.keys(), (websiteId) => marks.add({ websiteId })));
  await marks.drain();
  return owed.size === 0;
}

/**
 * Writes the marks of a website, and those that it owes. What could not be written is owed: the records are there, so that without their marks the reports
 * would not show them until the day's end.
 */
async function writeMarks(changes: Required<Changes>): Promise<void> {
  const { websiteId } = changes;
  const due = takeOwed(websiteId);
  const all = { websiteId, visits: [...changes.visits, ...due.visits], payments: [...changes.payments, ...due.payments] };
  const write = () => ReportChange.collection.bulkWrite(markWrites(all), { ordered: true });
  try {
    await write().catch((error: unknown) => {
      // Two writers made a document at once: by now it is there.
      if ((error as { code?: number }).code !== 11_000) throw error;
      return write();
    });
  } catch (error) {
    owe(all);
    throw error;
  }
}

function owe({ websiteId, visits, payments }: Required<Changes>): void {
  const known = owed.get(websiteId) ?? { visits: new Set(), payments: new Set() };
  owed.set(websiteId, known);
  const hourOf = (at: Date) => Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;
  for (const { startedAt } of visits) known.visits.add(hourOf(startedAt));
  for (const { at } of payments) known.payments.add(hourOf(at));
  again ??= setTimeout(() => {
    again = undefined;
    for (const website of owed.keys()) marks.add({ websiteId: website }).catch(() => undefined);
  }, OWED_AGAIN_MS).unref();
}

/** As changes of long ago: by the time they are written, readers may no longer look back to when they were made. */
function takeOwed(websiteId: string): Pick<Required<Changes>, "visits" | "payments"> {
  const { visits = [], payments = [] } = owed.get(websiteId) ?? {};
  owed.delete(websiteId);
  return { visits: Array.from(visits, (hour) => ({ startedAt: new Date(hour), seenAt: LONG_AGO })), payments: Array.from(payments, (hour) => ({ at: new Date(hour), writtenAt: LONG_AGO })) };
}
