import { timeFormat } from "../format/intl-formats.ts";

export type Interval = "hour" | "day" | "week" | "month";
export type ShownPeriod = { name: string; label: string; from: string; to: string; days: number; interval: Interval; intervals: Interval[] };

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DEFAULT = "30d";

/** Presets in the order of the picker; each gives its first and last day (`YYYY-MM-DD`) from today's. */
export const PRESETS: Record<string, { label: string; days: (today: string) => [from: string, to: string] }> = {
  today: { label: "Today", days: (today) => [today, today] },
  yesterday: { label: "Yesterday", days: (today) => [moveDay(today, -1), moveDay(today, -1)] },
  "7d": { label: "Last 7 days", days: (today) => [moveDay(today, -6), today] },
  "30d": { label: "Last 30 days", days: (today) => [moveDay(today, -29), today] },
  "90d": { label: "Last 90 days", days: (today) => [moveDay(today, -89), today] },
  month: { label: "This month", days: (today) => [`${today.slice(0, 8)}01`, today] },
  "last-month": { label: "Last month", days: (today) => [`${moveDay(`${today.slice(0, 8)}01`, -1).slice(0, 8)}01`, moveDay(`${today.slice(0, 8)}01`, -1)] },
  year: { label: "This year", days: (today) => [`${today.slice(0, 4)}-01-01`, today] },
  "12mo": { label: "Last 12 months", days: (today) => [moveDay(moveYear(today, -1), 1), today] },
};

/** The period that an address asks for (`period`, or `from` and `to`), with the intervals that suit its length. What is not readable is the default. */
export function readPeriod(query: URLSearchParams, timezone: string, now: Date): ShownPeriod {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: timezone }).format(now);
  const [givenFrom, givenTo] = [query.get("from"), query.get("to")];
  const custom = isDay(givenFrom) && isDay(givenTo) && givenFrom <= givenTo;
  const wanted = query.get("period") ?? DEFAULT;
  const name = custom ? "custom" : Object.hasOwn(PRESETS, wanted) ? wanted : DEFAULT;
  const preset = PRESETS[name];
  const [from, to] = custom ? [givenFrom, givenTo] : (preset?.days(today) ?? [today, today]);
  const days = countDays(from, to);
  const intervals = (["hour", "day", "week", "month"] as const).filter((interval) => suits(interval, days));
  const asked = intervals.find((interval) => interval === query.get("interval"));
  return { name, label: preset?.label ?? nameDays(from, to), from, to, days, intervals, interval: asked ?? (days <= 2 ? "hour" : days <= 120 ? "day" : days <= 500 ? "week" : "month") };
}

function moveDay(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
}

/** "3 Nov – 9 Nov 2026". */
export function nameDays(from: string, to: string): string {
  const format = (day: string, year: boolean) => timeFormat({ timeZone: "UTC", day: "numeric", month: "short", ...(year ? { year: "numeric" } : {}) }).format(new Date(`${day}T00:00:00Z`));
  if (from === to) return format(from, true);
  return `${format(from, from.slice(0, 4) !== to.slice(0, 4))} – ${format(to, true)}`;
}

function moveYear(day: string, by: number): string {
  const year = Number(day.slice(0, 4)) + by;
  const moved = `${year}${day.slice(4)}`;
  return isDay(moved) ? moved : moveDay(`${year}-03-01`, -1);
}

function countDays(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

function suits(interval: Interval, days: number): boolean {
  if (interval === "hour") return days <= 7;
  if (interval === "day") return days > 1 && days <= 400;
  return interval === "week" ? days >= 14 : days >= 60;
}

function isDay(text: string | null): text is string {
  if (!text || !DAY.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
