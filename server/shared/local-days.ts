import { TZDate } from "@date-fns/tz";

/** One day of a time zone: `from` inclusive, `to` exclusive; 23 to 25 hours long. */
export type LocalDay = { day: string; from: Date; to: Date };

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
/** Midnights by zone and day: the calendar of a zone is dear to compute and never changes while the process lives. */
const midnights = new Map<string, number>();
const MAX_MIDNIGHTS = 50_000;

/** The day (`YYYY-MM-DD`) of an instant in a timezone. */
export function dayText(at: Date, timezone: string): string {
  const local = new TZDate(at.getTime(), timezone);
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${local.getFullYear()}-${pad(local.getMonth() + 1)}-${pad(local.getDate())}`;
}

/** Midnight of a day, moved by whole days, in a timezone. */
export function startOfDay(day: string, timezone: string, shift = 0): Date {
  const key = `${timezone} ${day} ${shift}`;
  let at = midnights.get(key);
  if (at === undefined) {
    const [, year, month, date] = DAY.exec(day) as unknown as [string, string, string, string];
    at = new TZDate(Number(year), Number(month) - 1, Number(date) + shift, 0, 0, 0, 0, timezone).getTime();
    if (midnights.size >= MAX_MIDNIGHTS) midnights.clear();
    midnights.set(key, at);
  }
  return new Date(at);
}

/** The day a number of days after another; plain calendar, no time zone. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The days of a timezone that meet [from, to), oldest first. */
export function listLocalDays(from: Date, to: Date, timezone: string): LocalDay[] {
  const days: LocalDay[] = [];
  for (let day = dayText(from, timezone); ; day = addDays(day, 1)) {
    const start = startOfDay(day, timezone);
    if (start >= to) return days;
    days.push({ day, from: start, to: startOfDay(addDays(day, 1), timezone) });
  }
}
