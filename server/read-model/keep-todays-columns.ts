import { ReportSegment } from "../../models/report-segment.ts";
import type { ReportSegmentRecord } from "../../models/report-segment.ts";
import { Session } from "../../models/session.ts";
import { Website } from "../../models/website.ts";
import { dayText, startOfDay } from "../shared/local-days.ts";
import type { LocalDay } from "../shared/local-days.ts";
import { SEGMENT_FORMAT } from "./encode-segment.ts";
import { loadSegments } from "./load-segments.ts";
import { countsOf, readVersions } from "./read-versions.ts";
import { forgetWhenEmpty, stateOf } from "./website-state.ts";

type Stored = Pick<ReportSegmentRecord, "version">;

/** Fewer visits than these are read in a moment by whoever asks. */
const MANY_VISITS = 5_000;

/**
 * Makes and stores today's columns of a website when many visits came since they were stored, though nobody asks for a report: the first one who does, on the
 * evening of a launch, would wait until the whole day is read. Returns whether it did.
 */
export async function keepTodaysColumns({ _id: websiteId, timezone }: { _id: string; timezone: string }, now: Date): Promise<boolean> {
  const state = stateOf(websiteId);
  try {
    await readVersions(state);
    const name = dayText(now, timezone);
    const day: LocalDay = { day: name, from: startOfDay(name, timezone), to: startOfDay(name, timezone, 1) };
    const counts = countsOf(state, day);
    const stored = await ReportSegment.collection.findOne<Stored>({ websiteId, timezone, day: name, kind: "visits", part: 0, format: SEGMENT_FORMAT }, { projection: { _id: 0, version: 1 } });
    if (stored && stored.version.visits === counts.visits && stored.version.live === counts.live) return false;
    const came = await Session.collection.countDocuments({ websiteId, lastSeenAt: { $gte: stored?.version.readAt ?? day.from } }, { limit: MANY_VISITS });
    if (came < MANY_VISITS) return false;
    for (const kind of ["visits", "payments"] as const) await loadSegments(state, { timezone, kind, days: [day] });
    return true;
  } finally {
    if (state.loading.size === 0) forgetWhenEmpty(state);
  }
}

/** All websites, one after the other. Stops early when `stopped` says so: whoever is recorded meanwhile comes first. */
export async function keepAllTodaysColumns(options: { now: Date; stopped: () => boolean }): Promise<void> {
  const websites = await Website.find({ deletedAt: null }).select({ timezone: 1 }).lean<{ _id: string; timezone: string }[]>();
  for (const website of websites) if (!options.stopped()) await keepTodaysColumns(website, options.now);
}
