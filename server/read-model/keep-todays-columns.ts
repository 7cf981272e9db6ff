import { ReportSegment } from "../../models/report-segment.ts";
import type { ReportSegmentRecord } from "../../models/report-segment.ts";
import { Session } from "../../models/session.ts";
import { listLocalDays } from "../shared/local-days.ts";
import { SEGMENT_FORMAT } from "./encode-segment.ts";
import { forEachWebsite } from "./for-each-website.ts";
import { loadSegments } from "./load-segments.ts";
import { lookBack } from "./mark-changed.ts";
import { countsOf, readVersions } from "./read-versions.ts";
import { stateOf } from "./website-state.ts";

type Stored = Pick<ReportSegmentRecord, "version">;

/** Fewer visits than these are read in a moment by whoever asks. */
const MANY_VISITS = 5_000;
/** A day that must be read anew, since visits of an earlier hour came late, is read no more often than this while nobody asks. */
const ANEW_MS = 10 * 60_000;

/**
 * Brings today's columns of a website up to date, and has them stored, when many visits came since they were: though nobody asks for a report, since the first
 * one who does, on the evening of a launch, would wait until the whole day is read. Returns whether it did.
 */
export async function keepTodaysColumns({ _id: websiteId, timezone }: { _id: string; timezone: string }, now: Date): Promise<boolean> {
  const state = stateOf(websiteId);
  await readVersions(state);
  const [day] = listLocalDays(now, now, timezone);
  if (!day) return false;
  const counts = countsOf(state, day);
  const stored = await ReportSegment.collection.findOne<Stored>({ websiteId, timezone, day: day.day, kind: "visits", part: 0, format: SEGMENT_FORMAT }, { projection: { _id: 0, version: 1 } });
  if (counts.visits === (stored?.version.visits ?? 0) && counts.live === (stored?.version.live ?? 0)) return false;
  // What whoever asks has to read: what came since, and just before that; or all of it.
  const since = stored && (counts.visits === stored.version.visits || Date.now() - stored.version.readAt.getTime() < ANEW_MS) ? lookBack(stored.version.readAt) : day.from;
  const last = await Session.collection.findOne({ websiteId, lastSeenAt: { $gte: since } }, { projection: { _id: 1 }, sort: { lastSeenAt: 1 }, skip: MANY_VISITS - 1 });
  if (!last) return false;
  for (const kind of ["visits", "payments"] as const) await loadSegments(state, { timezone, kind, days: [day] });
  // Where columns that lag behind will do for who asks.
  await Promise.all(state.loading.values());
  return true;
}

export async function keepAllTodaysColumns(options: { now: Date; stopped: () => boolean }): Promise<void> {
  await forEachWebsite((website) => keepTodaysColumns(website, options.now), options.stopped);
}
