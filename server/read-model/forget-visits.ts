import { ReportSegment } from "../../models/report-segment.ts";
import { markChanged } from "./mark-changed.ts";

const DAY_MS = 86_400_000;

/**
 * Makes sure that nothing of deleted visits stays in what reports are read from: the stored columns of their days (in any time zone) go, and
 * are read anew from the records when they are asked for. `startedAt`: when the visits had begun.
 */
export async function forgetVisits(websiteId: string, startedAt: Date[]): Promise<void> {
  if (startedAt.length === 0) return;
  const days = new Set(startedAt.flatMap((at) => [-DAY_MS, 0, DAY_MS].map((shift) => new Date(at.getTime() + shift).toISOString().slice(0, 10))));
  await ReportSegment.collection.deleteMany({ websiteId, day: { $in: [...days] } });
  await markChanged({ websiteId, visits: startedAt.map((at) => ({ startedAt: at, seenAt: new Date(0) })) });
}
