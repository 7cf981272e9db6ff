import { DimensionDay } from "../../models/dimension-day.ts";
import type { DimensionDayRecord } from "../../models/dimension-day.ts";
import { BOUNDS } from "./bound-dimensions.ts";

export type Overflow = { day: string; dimension: keyof typeof BOUNDS; bound: number; hits: number };

/** Days since `since` (`YYYY-MM-DD`) on which a dimension had more distinct values than it may, and how many hits are shown as `(other)`. */
export async function findOverflows(websiteId: string, since: string): Promise<Overflow[]> {
  const found = await DimensionDay.find({ websiteId, day: { $gte: since }, overflowed: { $gt: 0 } }).select({ hashes: 0 }).sort({ day: -1 }).lean<DimensionDayRecord[]>();
  return found.map(({ day, dimension, overflowed }) => ({ day, dimension: dimension as Overflow["dimension"], bound: BOUNDS[dimension as Overflow["dimension"]], hits: overflowed }));
}
