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
  return new Intl.DateTimeFormat("en-GB", { timeZone: timezone, day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(at);
}

/** An instant to the second in the website's time zone, with the zone's name. */
export function formatExactTime(iso: string, timezone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: timezone, weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" }).format(new Date(iso));
}
