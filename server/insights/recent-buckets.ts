import { TZDate } from "@date-fns/tz";
import type { Period } from "../shared/period.ts";

export type CohortUnit = "week" | "month";

/** The last `count` weeks (from Monday) or months of a time zone, the running one included: their beginnings, and the period from the first to now. Pure. */
export function recentBuckets(unit: CohortUnit, count: number, timezone: string, now: Date): { starts: number[]; period: Period } {
  const local = new TZDate(now.getTime(), timezone);
  const [year, month, day] = [local.getFullYear(), local.getMonth(), local.getDate() - ((local.getDay() + 6) % 7)];
  const starts = Array.from({ length: count }, (_, index) => {
    const back = count - 1 - index;
    return (unit === "week" ? new TZDate(year, month, day - 7 * back, 0, 0, 0, 0, timezone) : new TZDate(year, month - back, 1, 0, 0, 0, 0, timezone)).getTime();
  });
  return { starts, period: { from: new Date(starts[0] as number), to: new Date(now.getTime() + 1) } };
}
