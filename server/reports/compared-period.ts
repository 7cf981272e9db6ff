import { addDays, dayText, startOfDay } from "../shared/local-days.ts";
import type { Period } from "../shared/period.ts";

/** `previous`: as many days right before; `year`: the same days a year earlier. */
export type Compare = "previous" | "year";
export const COMPARES: readonly Compare[] = ["previous", "year"];

/** The period that another is held against. Whole days stay whole days of the time zone; other spans are moved by their length, or by 365 days. Pure. */
export function comparedPeriod({ from, to }: Period, compare: Compare, timezone: string): Period {
  const [first, end] = [dayText(from, timezone), dayText(to, timezone)];
  const whole = startOfDay(first, timezone).getTime() === from.getTime() && startOfDay(end, timezone).getTime() === to.getTime();
  if (!whole) {
    const back = compare === "year" ? 365 * 86_400_000 : to.getTime() - from.getTime();
    return { from: new Date(from.getTime() - back), to: new Date(to.getTime() - back) };
  }
  if (compare === "year") return { from: startOfDay(yearBefore(first), timezone), to: startOfDay(yearBefore(end), timezone) };
  const days = Math.round((Date.parse(end) - Date.parse(first)) / 86_400_000);
  return { from: startOfDay(addDays(first, -days), timezone), to: from };
}

/** The 29th of February has the 28th before it. */
function yearBefore(day: string): string {
  const earlier = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return earlier.endsWith("-02-29") ? earlier.replace(/29$/, "28") : earlier;
}
