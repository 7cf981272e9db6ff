import { MongoError } from "../mongo-error.ts";
import { dayOfYear, isoWeekDate, weekOfYear } from "./calendar.ts";
import { fromWallClock, offsetAt, toWallClock } from "./time-zone.ts";
import type { Value } from "../bson-order.ts";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

/** A date by MongoDB's format specifiers (`%Y`, `%m`, `%d`, `%H` …). */
export function formatDate(date: Date, format: string, zone: string): string {
  const wall = toWallClock(date, zone);
  const offset = offsetAt(date.getTime(), zone) / 60_000;
  const [sign, minutes] = [offset < 0 ? "-" : "+", Math.abs(offset)];
  const month = MONTHS[wall.getUTCMonth()] as string;
  const parts: Record<string, string> = {
    Y: digits(wall.getUTCFullYear(), 4), m: digits(wall.getUTCMonth() + 1, 2), d: digits(wall.getUTCDate(), 2), H: digits(wall.getUTCHours(), 2),
    M: digits(wall.getUTCMinutes(), 2), S: digits(wall.getUTCSeconds(), 2), L: digits(wall.getUTCMilliseconds(), 3), j: digits(dayOfYear(wall), 3),
    w: String(wall.getUTCDay() + 1), u: String(wall.getUTCDay() || 7), U: digits(weekOfYear(wall), 2), V: digits(isoWeekDate(wall).week, 2),
    G: digits(isoWeekDate(wall).year, 4), z: `${sign}${digits(Math.floor(minutes / 60), 2)}${digits(minutes % 60, 2)}`, Z: String(offset),
    b: month.slice(0, 3), B: month, "%": "%",
  };
  return format.replace(/%(.?)/gs, (_whole, specifier: string) => {
    const text = Object.hasOwn(parts, specifier) ? parts[specifier] : undefined;
    if (text === undefined) throw new MongoError(18536, `Invalid format character '%${specifier}' in format string`);
    return text;
  });
}

const PATTERNS: Record<string, string> = { Y: "(\\d{4})", m: "(\\d{2})", d: "(\\d{2})", H: "(\\d{2})", M: "(\\d{2})", S: "(\\d{2})", L: "(\\d{3})", z: "(Z|[+-]\\d\\d:?\\d\\d)", j: "(\\d{3})" };

/** Reads a date from text, ISO 8601 unless a format is given; without an offset of its own it is a time of the zone. */
export function parseDate(value: Value, format: Value, zone: string): Date {
  if (typeof value !== "string") throw new MongoError(241, "$dateFromString requires that 'dateString' be a string");
  const order: string[] = [];
  const source = typeof format === "string" ? format : null;
  const pattern = source
    ? source.replace(/%(.)|[.*+?^${}()|[\]\\]/g, (whole, specifier?: string) => {
        if (specifier === undefined) return `\\${whole}`;
        const piece = PATTERNS[specifier];
        if (!piece) throw new MongoError(18536, `Invalid format character '%${specifier}' in format string`);
        order.push(specifier);
        return piece;
      })
    : "(\\d{4})-(\\d{2})-(\\d{2})(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,3})\\d*)?)?)?\\s*(Z|[+-]\\d\\d:?\\d\\d)?";
  if (!source) order.push("Y", "m", "d", "H", "M", "S", "L", "z");
  const match = new RegExp(`^${pattern}$`).exec(value);
  if (!match) throw new MongoError(241, `Error parsing date string '${value}'`);
  const found = Object.fromEntries(order.map((specifier, index) => [specifier, match[index + 1]]));
  const read = (specifier: string, fallback: number): number => (found[specifier] === undefined ? fallback : Number(found[specifier]));
  const [month, day] = found["j"] === undefined ? [read("m", 1) - 1, read("d", 1)] : [0, read("j", 1)];
  const wall = new Date(Date.UTC(read("Y", 1970), month, day, read("H", 0), read("M", 0), read("S", 0), Number((found["L"] ?? "0").padEnd(3, "0"))));
  if (found["j"] === undefined && (wall.getUTCMonth() !== month || wall.getUTCDate() !== day)) throw new MongoError(241, `Error parsing date string '${value}'`);
  return fromWallClock(wall, found["z"] === undefined ? zone : found["z"] === "Z" ? "UTC" : found["z"]);
}
