import { tzOffset } from "@date-fns/tz";
import { MongoError } from "../mongo-error.ts";

/** A time zone's offset from UTC in milliseconds at an instant; `zone` is an Olson name or `+hh[:mm]`. */
export function offsetAt(instant: number, zone: string): number {
  const fixed = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (fixed) return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0)) * 60_000;
  if (zone === "UTC" || zone === "GMT") return 0;
  const minutes = tzOffset(zone, new Date(instant));
  if (Number.isNaN(minutes)) throw new MongoError(40485, `unrecognized time zone identifier: "${zone}"`);
  return minutes * 60_000;
}

/** The zone's wall clock at an instant, as a Date whose UTC fields show it. */
export function toWallClock(instant: Date, zone: string): Date {
  return new Date(instant.getTime() + offsetAt(instant.getTime(), zone));
}

/** The instant at which the zone's wall clock shows `wall`; in the hour that a change skips, the one after it. */
export function fromWallClock(wall: Date, zone: string): Date {
  const guess = wall.getTime() - offsetAt(wall.getTime(), zone);
  const first = wall.getTime() - offsetAt(guess, zone);
  return new Date(wall.getTime() - offsetAt(first, zone) === first ? first : Math.max(guess, first));
}
