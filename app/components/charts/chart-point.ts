import { formatDay } from "../../format/format-figures.ts";
import { timeFormat } from "../../format/intl-formats.ts";
import type { Interval } from "../../report-state/read-period.ts";

/** One bucket of time. `newMinor` and `renewalMinor` are net of refunds, so the three parts stack up to what was received. */
export type ChartPoint = { start: string; visitors: number; newMinor: number; renewalMinor: number; refundedMinor: number; netMinor: number };

/** What a bucket is called: "12 Nov", "12 Nov, 14:00", "Week of 9 Nov", "November 2026". */
export function nameBucket(start: string, interval: Interval, timezone: string): string {
  if (interval === "hour") return timeFormat({ timeZone: timezone, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(start));
  if (interval === "month") return timeFormat({ timeZone: timezone, month: "long", year: "numeric" }).format(new Date(start));
  if (interval === "week") return `Week of ${formatDay(start, timezone)}`;
  return timeFormat({ timeZone: timezone, weekday: "short", day: "numeric", month: "short" }).format(new Date(start));
}

/** The same, short enough for an axis. */
export function nameTick(start: string, interval: Interval, timezone: string): string {
  const format = interval === "hour" ? { hour: "2-digit", minute: "2-digit" } as const : interval === "month" ? { month: "short", year: "2-digit" } as const : { day: "numeric", month: "short" } as const;
  return timeFormat({ timeZone: timezone, ...format }).format(new Date(start));
}
