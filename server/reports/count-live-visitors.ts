import { Visitor } from "../../models/visitor.ts";

/** Visitors seen in the last five minutes. */
export async function countLiveVisitors(websiteId: string, now: Date): Promise<number> {
  return Visitor.countDocuments({ websiteId, lastSeenAt: { $gte: new Date(now.getTime() - 5 * 60_000) } });
}
