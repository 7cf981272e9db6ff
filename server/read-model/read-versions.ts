import { ReportChange } from "../../models/report-change.ts";
import type { LocalDay } from "../shared/local-days.ts";
import type { DayCounts, HourCounts, WebsiteState } from "./website-state.ts";

const HOUR_MS = 3_600_000;
/** Clocks of servers may differ by half of this. */
const OVERLAP_MS = 120_000;

/** Brings the change counters up to date: one look at the count of all changes, and only when it grew at the days that changed. Callers of one moment share it. */
export function readVersions(state: WebsiteState): Promise<void> {
  if (Date.now() < state.freshUntil) return Promise.resolve();
  state.checking ??= new Promise((resolve, reject) => {
    setImmediate(() => {
      state.checking = null;
      check(state).then(resolve, reject);
    });
  });
  return state.checking;
}

async function check(state: WebsiteState): Promise<void> {
  const { websiteId } = state;
  const startedAt = Date.now();
  const turn = (state.checks += 1);
  const all = await ReportChange.collection.findOne({ websiteId, day: "all" }, { projection: { _id: 0, changes: 1 } });
  const changes = Number(all?.["changes"] ?? 0);
  if (changes === state.changes) return;
  const since = state.checkedAt === 0 ? {} : { changedAt: { $gte: new Date(state.checkedAt - OVERLAP_MS) } };
  const days = await ReportChange.collection.find({ websiteId, ...since }, { projection: { _id: 0, day: 1, visits: 1, live: 1, payments: 1, livePayments: 1 } }).toArray();
  // Two checks may overtake each other: the older one must not put back what the newer one saw.
  if (turn < state.lastCheck) return;
  state.lastCheck = turn;
  for (const { day, visits = {}, live = {}, payments = {}, livePayments = {} } of days) if (day !== "all") state.counts.set(String(day), { visits, live, payments, livePayments } as HourCounts);
  state.checkedAt = startedAt;
  state.changes = changes;
  state.dayCounts.clear();
}

/** False when nothing was ever recorded on a day. */
export function hasRecords({ visits, live, payments, livePayments }: DayCounts): boolean {
  return visits + live + payments + livePayments > 0;
}

/** Sums of the counters of the hours that a day meets. */
export function countsOf(state: WebsiteState, day: LocalDay): DayCounts {
  const key = `${day.from.getTime()} ${day.to.getTime()}`;
  let counts = state.dayCounts.get(key);
  if (!counts) state.dayCounts.set(key, (counts = sumCounts(day, state.counts)));
  return counts;
}

function sumCounts(day: LocalDay, counts: Map<string, HourCounts>): DayCounts {
  const sum = { visits: 0, live: 0, payments: 0, livePayments: 0 };
  for (let hour = Math.floor(day.from.getTime() / HOUR_MS); hour * HOUR_MS < day.to.getTime(); hour += 1) {
    const own = counts.get(new Date(hour * HOUR_MS).toISOString().slice(0, 10));
    if (!own) continue;
    const name = String(((hour % 24) + 24) % 24);
    sum.visits += own.visits[name] ?? 0;
    sum.live += own.live[name] ?? 0;
    sum.payments += own.payments[name] ?? 0;
    sum.livePayments += own.livePayments[name] ?? 0;
  }
  return sum;
}
