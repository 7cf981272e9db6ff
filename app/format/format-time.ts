import { timeFormat } from "./intl-formats.ts";

const MINUTE = 60_000;
const STEPS: [limitMs: number, unitMs: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60 * MINUTE, MINUTE, "minute"],
  [24 * 60 * MINUTE, 60 * MINUTE, "hour"],
  [7 * 24 * 60 * MINUTE, 24 * 60 * MINUTE, "day"],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "long" });

/** "just now", "4 minutes ago", "3 days ago"; older than a week: the day, with its year when that is another one. `now` in epoch milliseconds. */
export function formatRelativeTime(iso: string, now: number, timezone: string): string {
  const at = Date.parse(iso);
  const ago = now - at;
  if (Math.abs(ago) < MINUTE) return "just now";
  for (const [limit, size, unit] of STEPS) if (Math.abs(ago) < limit) return relative.format(-Math.trunc(ago / size), unit);
  const sameYear = new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear();
  return timeFormat({ timeZone: timezone, day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(at);
}

/** An instant to the second in the website's time zone, with the zone's name; `short` to the minute, without either. */
export function formatExactTime(iso: string, timezone: string, short = false): string {
  const day = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" } as const;
  return timeFormat({ timeZone: timezone, ...day, ...(short ? {} : { weekday: "short", second: "2-digit", timeZoneName: "short" }) }).format(new Date(iso));
}

/** A span of milliseconds in its largest unit: "12 s", "4 min", "3 h", "2 days". */
export function formatGap(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.round(seconds / 3_600)} h`;
  const days = Math.round(seconds / 86_400);
  return days === 1 ? "1 day" : `${days} days`;
}
