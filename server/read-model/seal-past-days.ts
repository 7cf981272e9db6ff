import { setTimeout } from "node:timers/promises";
import { ReportSegment } from "../../models/report-segment.ts";
import type { ReportSegmentRecord } from "../../models/report-segment.ts";
import { addDays, dayText, listLocalDays } from "../shared/local-days.ts";
import { SEGMENT_FORMAT } from "./encode-segment.ts";
import { forEachWebsite } from "./for-each-website.ts";
import { isCurrent, loadSegments } from "./load-segments.ts";
import { countsOf, hasRecords, readVersions } from "./read-versions.ts";
import { stateOf } from "./website-state.ts";

type Sealed = Pick<ReportSegmentRecord, "day" | "kind" | "version" | "recheckAt">;

const HOUR_MS = 3_600_000;
/** Visits of the last evening go on after midnight. */
const OVER_MS = HOUR_MS;
const LONGEST_REST_MS = 1_000;
const KINDS = ["visits", "payments"] as const;

/**
 * Makes the columns of a website's past days that are not stored as the records are by now, so that nobody who asks for a report has to wait for them.
 * Youngest first; rests after each day as long as it took. Stops early when `stopped` says so. Returns the days made.
 */
export async function sealPastDays(website: { _id: string; timezone: string }, options: { now: Date; stopped: () => boolean }): Promise<number> {
  const { _id: websiteId, timezone } = website;
  const state = stateOf(websiteId);
  await readVersions(state);
  const first = [...state.counts.keys()].sort()[0];
  if (!first) return 0;
  const found = (await ReportSegment.collection.find({ websiteId, timezone, part: 0, format: SEGMENT_FORMAT }, { projection: { _id: 0, day: 1, kind: 1, version: 1, recheckAt: 1 } }).toArray()) as unknown as Sealed[];
  const sealed = new Map(found.map((segment) => [`${segment.day} ${segment.kind}`, segment]));
  const over = new Date(options.now.getTime() - OVER_MS);
  let made = 0;
  for (const day of listLocalDays(new Date(`${addDays(first, -1)}T12:00:00Z`), over, timezone).reverse()) {
    if (options.stopped()) return made;
    const counts = countsOf(state, day);
    if (day.day === dayText(over, timezone) || !hasRecords(counts)) continue;
    const due = KINDS.filter((kind) => {
      const known = sealed.get(`${day.day} ${kind}`);
      return !known || !isCurrent(known, kind, counts);
    });
    const startedAt = Date.now();
    for (const kind of due) await loadSegments(state, { timezone, kind, days: [day] });
    if (due.length === 0) continue;
    made += 1;
    await setTimeout(Math.min(LONGEST_REST_MS, Date.now() - startedAt));
  }
  return made;
}

export async function sealAllPastDays(options: { now: Date; stopped: () => boolean }): Promise<void> {
  await forEachWebsite((website) => sealPastDays(website, options), options.stopped);
}
