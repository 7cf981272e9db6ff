import { Payment } from "../../models/payment.ts";
import { ReportSegment } from "../../models/report-segment.ts";
import { Session } from "../../models/session.ts";
import { listLocalDays } from "../shared/local-days.ts";
import { loadSegments } from "./load-segments.ts";
import { markChanged } from "./mark-changed.ts";
import { forgetColumns, stateOf } from "./website-state.ts";

const HOUR_MS = 3_600_000;
const DAYS_AT_ONCE = 7;

/**
 * Throws away what a website's reports are read from and makes it anew from the records: also days whose records were written without being told of. Servers
 * that are running see the change counters rise. Returns the number of days.
 */
export async function rebuildWebsite(website: { _id: string; timezone: string }, onProgress: (done: number, days: number) => void): Promise<number> {
  const websiteId = website._id;
  const [visits, payments] = [await readHours(Session.collection, websiteId, "startedAt"), await readHours(Payment.collection, websiteId, "paidAt")];
  const refunds = await Payment.collection.distinct("refunds.at", { websiteId });
  await ReportSegment.collection.deleteMany({ websiteId });
  const longAgo = new Date(0);
  await markChanged({ websiteId, visits: visits.map((startedAt) => ({ startedAt, seenAt: longAgo })), payments: [...payments, ...(refunds as Date[])].map((at) => ({ at, writtenAt: longAgo })) });
  const all = [...visits, ...payments].map((at) => at.getTime());
  if (all.length === 0) return 0;
  const [first, last] = [all.reduce((low, at) => Math.min(low, at)), all.reduce((high, at) => Math.max(high, at))];
  const days = listLocalDays(new Date(first), new Date(last + HOUR_MS), website.timezone);
  forgetColumns(websiteId);
  const state = stateOf(websiteId);
  for (let start = 0; start < days.length; start += DAYS_AT_ONCE) {
    const some = days.slice(start, start + DAYS_AT_ONCE);
    for (const kind of ["visits", "payments"] as const) await loadSegments(state, { timezone: website.timezone, kind, days: some });
    onProgress(start + some.length, days.length);
  }
  return days.length;
}

/** The hours in which records lie, through the index on their time: one look-up an hour that has any, none for those between. */
async function readHours(collection: typeof Session.collection, websiteId: string, field: string): Promise<Date[]> {
  const hours: Date[] = [];
  for (let after = new Date(0); ; ) {
    const next = await collection.findOne({ websiteId, [field]: { $gte: after } }, { sort: { [field]: 1 }, projection: { _id: 0, [field]: 1 } });
    if (!next) return hours;
    const hour = Math.floor((next[field] as Date).getTime() / HOUR_MS);
    hours.push(new Date(hour * HOUR_MS));
    after = new Date((hour + 1) * HOUR_MS);
  }
}
