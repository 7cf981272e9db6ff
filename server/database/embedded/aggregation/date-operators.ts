import { Int32, Long, ObjectId, Timestamp } from "bson";
import { isDocument } from "../bson-order.ts";
import { MongoError } from "../mongo-error.ts";
import { dayOfYear, isoWeekDate, weekOfYear } from "./calendar.ts";
import { formatDate, parseDate } from "./date-format.ts";
import { describe, integerOf, isNullish, namedOperands } from "./operands.ts";
import { fromWallClock, toWallClock } from "./time-zone.ts";
import type { Value } from "../bson-order.ts";
import type { Expression, ExpressionOperator, Scope } from "./compile-expression.ts";

const DAY = 86_400_000;
const UNIT_MS: Record<string, number> = { week: 7 * DAY, day: DAY, hour: 3_600_000, minute: 60_000, second: 1_000, millisecond: 1 };
const UNIT_MONTHS: Record<string, number> = { year: 12, quarter: 3, month: 1 };
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

function dateOf(value: Value, name: string): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBits() * 1_000);
  throw new MongoError(16006, `${name} can't convert from BSON type ${describe(value)} to Date`);
}

function zoneOf(timezone: Expression | undefined, scope: Scope): string | null {
  const zone = timezone ? timezone(scope) : "UTC";
  if (isNullish(zone)) return null;
  if (typeof zone !== "string") throw new MongoError(40517, `timezone must evaluate to a string, found ${describe(zone)}`);
  return zone;
}

/** An operator on a date, given alone or as `{date, timezone}`, that reads its wall clock. */
function part(read: (wall: Date) => Value): ExpressionOperator {
  return (operand, compile, name) => {
    const alone = Array.isArray(operand) ? operand[0] : operand;
    const given = isDocument(alone) && "date" in alone ? namedOperands(alone, compile, name, ["date"], ["timezone"]) : { date: compile(alone as Value), timezone: undefined };
    return (scope) => {
      const value = (given["date"] as Expression)(scope);
      const zone = zoneOf(given["timezone"], scope);
      return isNullish(value) || zone === null ? null : read(toWallClock(dateOf(value, name), zone));
    };
  };
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/** Months keep to the month's last day: January 31 and a month is the end of February. */
function addMonths(wall: Date, months: number): Date {
  const total = wall.getUTCFullYear() * 12 + wall.getUTCMonth() + months;
  const [year, month] = [Math.floor(total / 12), ((total % 12) + 12) % 12];
  const moved = new Date(wall);
  moved.setUTCFullYear(year, month, Math.min(wall.getUTCDate(), daysInMonth(year, month)));
  return moved;
}

function unitOf(value: Value, name: string): string {
  if (typeof value !== "string" || !(value in UNIT_MS || value in UNIT_MONTHS)) throw new MongoError(9, `${name}: unknown time unit value: ${String(value)}`);
  return value;
}

function move(sign: 1 | -1): ExpressionOperator {
  return (operand, compile, name) => {
    const { startDate, unit, amount, timezone } = namedOperands(operand, compile, name, ["startDate", "unit", "amount"], ["timezone"]);
    return (scope) => {
      const [start, step, by, zone] = [(startDate as Expression)(scope), (unit as Expression)(scope), (amount as Expression)(scope), zoneOf(timezone, scope)];
      if (isNullish(start) || isNullish(step) || isNullish(by) || zone === null) return null;
      const [date, count, name_] = [dateOf(start, name), integerOf(by, name, 5166405) * sign, unitOf(step, name)];
      const length = UNIT_MS[name_];
      if (length !== undefined && length < DAY) return new Date(date.getTime() + count * length);
      const wall = toWallClock(date, zone);
      return fromWallClock(length === undefined ? addMonths(wall, count * (UNIT_MONTHS[name_] as number)) : new Date(wall.getTime() + count * length), zone);
    };
  };
}

function weekdayOf(value: Value, name: string): number {
  const found = WEEKDAYS.findIndex((day) => day === String(value).toLowerCase() || (String(value).length >= 3 && day.slice(0, 3) === String(value).toLowerCase()));
  if (found < 0) throw new MongoError(9, `${name}: unknown day of week value: ${String(value)}`);
  return found;
}

/** Number of the unit that a wall clock lies in, counted from a fixed origin (2000-01-01, as `$dateTrunc` bins do). */
function ordinal(wall: Date, unit: string, startOfWeek: number): number {
  const months = UNIT_MONTHS[unit];
  if (months !== undefined) return Math.floor(((wall.getUTCFullYear() - 2000) * 12 + wall.getUTCMonth()) / months);
  const origin = unit === "week" ? Date.UTC(2000, 0, 1 + ((startOfWeek - 6 + 7) % 7)) : Date.UTC(2000, 0, 1);
  return Math.floor((wall.getTime() - origin) / (UNIT_MS[unit] as number));
}

const difference: ExpressionOperator = (operand, compile, name) => {
  const { startDate, endDate, unit, timezone, startOfWeek } = namedOperands(operand, compile, name, ["startDate", "endDate", "unit"], ["timezone", "startOfWeek"]);
  return (scope) => {
    const [start, end, step, zone] = [(startDate as Expression)(scope), (endDate as Expression)(scope), (unit as Expression)(scope), zoneOf(timezone, scope)];
    if (isNullish(start) || isNullish(end) || isNullish(step) || zone === null) return null;
    const name_ = unitOf(step, name);
    const first = startOfWeek ? weekdayOf(startOfWeek(scope), name) : 0;
    const wall = (value: Value): Date => ((UNIT_MS[name_] ?? DAY) < DAY ? dateOf(value, name) : toWallClock(dateOf(value, name), zone));
    return Long.fromNumber(ordinal(wall(end), name_, first) - ordinal(wall(start), name_, first));
  };
};

const truncate: ExpressionOperator = (operand, compile, name) => {
  const { date, unit, binSize, timezone, startOfWeek } = namedOperands(operand, compile, name, ["date", "unit"], ["binSize", "timezone", "startOfWeek"]);
  return (scope) => {
    const [value, step, zone] = [(date as Expression)(scope), (unit as Expression)(scope), zoneOf(timezone, scope)];
    const size = binSize ? binSize(scope) : new Int32(1);
    if (isNullish(value) || isNullish(step) || isNullish(size) || zone === null) return null;
    const name_ = unitOf(step, name);
    const bin = integerOf(size, name, 5439017);
    const first = startOfWeek ? weekdayOf(startOfWeek(scope), name) : 0;
    const wall = toWallClock(dateOf(value, name), zone);
    const start = Math.floor(ordinal(wall, name_, first) / bin) * bin;
    const months = UNIT_MONTHS[name_];
    if (months !== undefined) return fromWallClock(new Date(Date.UTC(2000, start * months, 1)), zone);
    const origin = name_ === "week" ? Date.UTC(2000, 0, 1 + ((first - 6 + 7) % 7)) : Date.UTC(2000, 0, 1);
    const begin = new Date(origin + start * (UNIT_MS[name_] as number));
    // Within a day the clock's own hour is kept, so that the repeated hour of autumn stays two hours.
    return (UNIT_MS[name_] as number) < DAY ? new Date(dateOf(value, name).getTime() - (wall.getTime() - begin.getTime())) : fromWallClock(begin, zone);
  };
};

const toParts: ExpressionOperator = (operand, compile, name) => {
  const { date, timezone, iso8601 } = namedOperands(operand, compile, name, ["date"], ["timezone", "iso8601"]);
  return (scope) => {
    const [value, zone] = [(date as Expression)(scope), zoneOf(timezone, scope)];
    if (isNullish(value) || zone === null) return null;
    const wall = toWallClock(dateOf(value, name), zone);
    const iso = isoWeekDate(wall);
    const days = iso8601?.(scope) === true ? { isoWeekYear: iso.year, isoWeek: iso.week, isoDayOfWeek: iso.day } : { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
    const parts = { ...days, hour: wall.getUTCHours(), minute: wall.getUTCMinutes(), second: wall.getUTCSeconds(), millisecond: wall.getUTCMilliseconds() };
    return Object.fromEntries(Object.entries(parts).map(([key, number]) => [key, new Int32(number)]));
  };
};

const fromParts: ExpressionOperator = (operand, compile, name) => {
  const iso = isDocument(operand) && "isoWeekYear" in operand;
  const given = namedOperands(operand, compile, name, [iso ? "isoWeekYear" : "year"], [...(iso ? ["isoWeek", "isoDayOfWeek"] : ["month", "day"]), "hour", "minute", "second", "millisecond", "timezone"]);
  return (scope) => {
    const zone = zoneOf(given["timezone"], scope);
    const read = (key: string, fallback: number): number => {
      const value = given[key] ? given[key](scope) : new Int32(fallback);
      return isNullish(value) ? NaN : integerOf(value, name, 40515);
    };
    const time = read("hour", 0) * 3_600_000 + read("minute", 0) * 60_000 + read("second", 0) * 1_000 + read("millisecond", 0);
    const january4 = iso ? new Date(Date.UTC(read("isoWeekYear", 0), 0, 4)) : new Date(0);
    const days = iso
      ? january4.getTime() - ((january4.getUTCDay() || 7) - 1) * DAY + ((read("isoWeek", 1) - 1) * 7 + read("isoDayOfWeek", 1) - 1) * DAY
      : Date.UTC(read("year", 0), read("month", 1) - 1, read("day", 1));
    const wall = new Date(days + time);
    return zone === null || Number.isNaN(wall.getTime()) ? null : fromWallClock(wall, zone);
  };
};

const toText: ExpressionOperator = (operand, compile, name) => {
  const { date, format, timezone, onNull } = namedOperands(operand, compile, name, ["date"], ["format", "timezone", "onNull"]);
  return (scope) => {
    const [value, zone] = [(date as Expression)(scope), zoneOf(timezone, scope)];
    if (isNullish(value)) return onNull ? onNull(scope) : null;
    const pattern = format ? format(scope) : timezone && zone !== "UTC" ? "%Y-%m-%dT%H:%M:%S.%L" : "%Y-%m-%dT%H:%M:%S.%LZ";
    if (zone === null || isNullish(pattern)) return null;
    return formatDate(dateOf(value, name), String(pattern), zone);
  };
};

const fromText: ExpressionOperator = (operand, compile, name) => {
  const { dateString, format, timezone, onError, onNull } = namedOperands(operand, compile, name, ["dateString"], ["format", "timezone", "onError", "onNull"]);
  return (scope) => {
    const [value, zone] = [(dateString as Expression)(scope), zoneOf(timezone, scope)];
    if (isNullish(value)) return onNull ? onNull(scope) : null;
    if (zone === null) return null;
    try {
      return parseDate(value, format ? format(scope) : undefined, zone);
    } catch (error) {
      if (!onError) throw error;
      return onError(scope);
    }
  };
};

const integers = (read: (wall: Date) => number): ExpressionOperator => part((wall) => new Int32(read(wall)));

export const DATE_OPERATORS: Record<string, ExpressionOperator> = {
  $year: integers((wall) => wall.getUTCFullYear()),
  $month: integers((wall) => wall.getUTCMonth() + 1),
  $dayOfMonth: integers((wall) => wall.getUTCDate()),
  $dayOfYear: integers(dayOfYear),
  $dayOfWeek: integers((wall) => wall.getUTCDay() + 1),
  $isoDayOfWeek: integers((wall) => wall.getUTCDay() || 7),
  $week: integers(weekOfYear),
  $isoWeek: integers((wall) => isoWeekDate(wall).week),
  $isoWeekYear: part((wall) => Long.fromNumber(isoWeekDate(wall).year)),
  $hour: integers((wall) => wall.getUTCHours()),
  $minute: integers((wall) => wall.getUTCMinutes()),
  $second: integers((wall) => wall.getUTCSeconds()),
  $millisecond: integers((wall) => wall.getUTCMilliseconds()),
  $dateAdd: move(1),
  $dateSubtract: move(-1),
  $dateDiff: difference,
  $dateTrunc: truncate,
  $dateToParts: toParts,
  $dateFromParts: fromParts,
  $dateToString: toText,
  $dateFromString: fromText,
};
