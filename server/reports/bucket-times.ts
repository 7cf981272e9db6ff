import { TZDate } from "@date-fns/tz";
import type { Period } from "../shared/period.ts";
import type { Interval } from "./metrics.ts";

const SLOT_MS = 900_000;

/** Beginnings of the buckets that meet a period: on the hour, at midnight, on Monday or on the first, in a timezone; milliseconds since 1970. Pure. */
export function listBuckets({ from, to }: Period, interval: Interval, timezone: string): number[] {
  const starts: number[] = [];
  const local = new TZDate(from.getTime(), timezone);
  if (interval === "hour") {
    const offsetMs = (local.getMinutes() * 60 + local.getSeconds()) * 1_000 + local.getMilliseconds();
    for (let at = from.getTime() - offsetMs; at < to.getTime(); at += 3_600_000) starts.push(at);
    return starts;
  }
  const back = interval === "week" ? (local.getDay() + 6) % 7 : 0;
  const [year, month, date] = [local.getFullYear(), local.getMonth(), interval === "month" ? 1 : local.getDate() - back];
  for (let step = 0; ; step += 1) {
    const start = new TZDate(year, interval === "month" ? month + step : month, interval === "month" ? 1 : date + step * (interval === "week" ? 7 : 1), 0, 0, 0, 0, timezone).getTime();
    if (start >= to.getTime()) return starts;
    starts.push(start);
  }
}

/** Tells the bucket of an instant, quickly for millions of them: a table of quarter hours, corrected where a bucket begins within one. Pure. */
export function createBucketFinder(starts: number[], end: number): (at: number) => number {
  const first = starts[0] as number;
  const table = new Uint32Array(Math.ceil((end - first) / SLOT_MS) + 1);
  let bucket = 0;
  for (let slot = 0; slot < table.length; slot += 1) {
    while (bucket + 1 < starts.length && (starts[bucket + 1] as number) <= first + slot * SLOT_MS) bucket += 1;
    table[slot] = bucket;
  }
  return (at) => {
    let found = table[Math.floor((at - first) / SLOT_MS)] as number;
    while (found + 1 < starts.length && (starts[found + 1] as number) <= at) found += 1;
    return found;
  };
}
