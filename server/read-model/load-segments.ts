import type { SegmentVersion } from "../../models/report-segment.ts";
import { LONGEST_VISIT_MS } from "../../models/session.ts";
import type { LocalDay } from "../shared/local-days.ts";
import { sizeOf } from "./encode-segment.ts";
import type { Segments } from "./encode-segment.ts";
import { toPaymentsSegment } from "./payments-segment.ts";
import type { PaymentId } from "./payments-segment.ts";
import { readPayments, rereadPayments } from "./read-payments.ts";
import type { KnownPayments } from "./read-payments.ts";
import { countsOf, hasRecords, readVersions } from "./read-versions.ts";
import { findChangedVisitors, readDay, readVisits } from "./read-visits.ts";
import { replacePayments } from "./replace-payments.ts";
import { replaceVisits } from "./replace-visits.ts";
import { lookBack } from "./mark-changed.ts";
import { findStoredSegments, storeSegment } from "./stored-segments.ts";
import { toVisitsSegment } from "./visits-segment.ts";
import { cache, forgetWhenEmpty } from "./website-state.ts";
import type { DayCounts, Held, WebsiteState } from "./website-state.ts";

const HOUR_MS = 3_600_000;
/** What is refreshed all the time is stored this often. */
const STORE_EVERY_MS = 60_000;
/** A day of so many rows that takes this long to refresh is left for as many times as long, and who asks meanwhile gets it as it is; any other is refreshed at every question. */
const MANY_ROWS = 500;
const DEAR_MS = 100;
const REST = 4;
const MAX_REST_MS = 30_000;
/** Behind by a turn of what keeps today's columns, by a refresh and by the rest after it: older columns are waited for. */
const MAX_STALE_MS = 4 * MAX_REST_MS;
const NOBODY = new Set<number>();
/** Of memory, for the ids of a payment. */
const PAYMENT_BYTES = 150;

export type DaySegment<Kind extends keyof Segments> = { day: LocalDay; segment: Segments[Kind] };

/**
 * The segments of a kind for days of a time zone, in order, days without any record left out. Each is taken from memory, else from the database, and
 * refreshed or rebuilt from the records when their change counters, read before the records, say that something was written since.
 */
export async function loadSegments<Kind extends keyof Segments>(state: WebsiteState, options: { timezone: string; kind: Kind; days: LocalDay[] }): Promise<DaySegment<Kind>[]> {
  const { timezone, kind, days } = options;
  await readVersions(state);
  const wanted = days.flatMap((day) => {
    const counts = countsOf(state, day);
    return hasRecords(counts) ? [{ day, counts, key: `${timezone} ${day.day} ${kind}` }] : [];
  });
  const missing = wanted.filter(({ key }) => !state.segments.has(key));
  const [first, last] = [missing[0]?.day.day, missing.at(-1)?.day.day];
  const stored = first && last ? await findStoredSegments(state, { timezone, kind, first, last }) : new Map<string, Held>();
  const loaded: DaySegment<Kind>[] = [];
  for (const { day, counts, key } of wanted) {
    let held = state.segments.get(key) ?? stored.get(day.day);
    while (!held || !isCurrent(held, kind, counts)) {
      const refreshed = refreshOnce(state, { key, day, kind, timezone, counts, base: held });
      if (held && mayLag(held)) break;
      held = await refreshed;
    }
    hold(state, key, held);
    loaded.push({ day, segment: held.segment as Segments[Kind] });
  }
  return loaded;
}

/** Good for another moment: it was read some seconds ago, and bringing it up to date, which has begun, takes longer than anyone should wait. */
function mayLag({ dear, version }: Held): boolean {
  return dear && Date.now() - version.readAt.getTime() < MAX_STALE_MS;
}

/** Read while visits were still going on, which by now are over. */
function isDue({ version, recheckAt }: Pick<Held, "version" | "recheckAt">): boolean {
  return version.readAt < recheckAt && recheckAt.getTime() <= Date.now();
}

/** Counts may be higher than those asked for: another caller saw more. What was seen in the session of a payment is part of its row, so visits count for it too. */
export function isCurrent(held: Pick<Held, "version" | "recheckAt">, kind: keyof Segments, counts: DayCounts): boolean {
  const { version } = held;
  return !isDue(held) && version.visits >= counts.visits && version.live >= counts.live && (kind === "visits" || (version.payments >= counts.payments && (version.livePayments ?? 0) >= counts.livePayments));
}

type Refresh = { key: string; day: LocalDay; kind: keyof Segments; timezone: string; counts: DayCounts; base: Held | undefined };

/** One refresh of a segment at a time; who comes meanwhile shares it. A failure is told to whoever waits for it. */
function refreshOnce(state: WebsiteState, options: Refresh): Promise<Held> {
  const running = state.loading.get(options.key) as Promise<Held> | undefined;
  if (running) return running;
  const promise = refresh(state, options).finally(() => state.loading.delete(options.key));
  state.loading.set(options.key, promise);
  promise.catch(() => undefined);
  return promise;
}

async function refresh(state: WebsiteState, { key, day, kind, timezone, counts, base }: Refresh): Promise<Held> {
  const version: SegmentVersion = { ...counts, readAt: new Date() };
  const { segment, openUntil, ...more } = kind === "visits" ? await buildVisits(state, day, counts, base) : await buildPayments(state, day, counts, base);
  const took = Date.now() - version.readAt.getTime();
  const held: Held = { segment, bytes: sizeOf(segment), version, recheckAt: new Date(openUntil + HOUR_MS), storedAt: base?.storedAt ?? 0, dear: took > DEAR_MS && segment.rows > MANY_ROWS, ...more };
  // During a rush, recording comes first: refreshing takes a fifth of the time.
  if (held.dear && base) state.freshUntil = Math.max(state.freshUntil, Date.now() + Math.min(MAX_REST_MS, REST * took));
  if (version.readAt.getTime() - held.storedAt > STORE_EVERY_MS) {
    held.storedAt = version.readAt.getTime();
    await storeSegment(state, { timezone, kind, day: day.day }, held);
  }
  hold(state, key, held);
  return held;
}

async function buildVisits(state: WebsiteState, day: LocalDay, counts: DayCounts, base: Held | undefined) {
  const where = { websiteId: state.websiteId, day, dictionaries: state.dictionaries };
  const openUntil = day.to.getTime();
  // Only hits of this moment came: their visitors' rows are read again, the others stay.
  if (base && base.version.visits === counts.visits && !isDue(base)) {
    let segment = base.segment as Segments["visits"];
    for await (const { rows, visitors } of readVisits(await findChangedVisitors(state.websiteId, day, lookBack(base.version.readAt)), where)) {
      segment = await replaceVisits(segment, new Set([...visitors.values()].map(({ ordinal }) => ordinal)), rows);
    }
    return { segment, openUntil };
  }
  let segment = await toVisitsSegment([]);
  for await (const rows of readDay(where)) segment = await replaceVisits(segment, NOBODY, rows);
  return { segment, openUntil };
}

async function buildPayments(state: WebsiteState, day: LocalDay, counts: DayCounts, base: Held | undefined) {
  const { websiteId, dictionaries } = state;
  const where = { websiteId, day, dictionaries };
  const held = base?.payments;
  if (!base || !held || base.version.visits !== counts.visits || base.version.payments !== counts.payments || isDue(base)) {
    const { rows, known } = await readPayments(where);
    return finish(await toPaymentsSegment(rows, [...known.refunds.values()].flat()), known);
  }
  const segment = base.segment as Segments["payments"];
  const since = lookBack(base.version.readAt);
  // Also of visits that began the evening before.
  const visitorIds = await findChangedVisitors(websiteId, { from: new Date(day.from.getTime() - LONGEST_VISIT_MS), to: day.to }, since);
  const visitors = new Set(visitorIds.map((id) => dictionaries.payingVisitor.codes.get(id)));
  const { read, rows, known } = await rereadPayments(held.known, { ...where, since, recordIds: paidBy(segment, held.ids, visitors) });
  return finish(await replacePayments(segment, held.ids, read, rows, [...known.refunds.values()].flat()), known);

  function finish({ segment: made, ids: own }: { segment: Segments["payments"]; ids: PaymentId[] }, known: KnownPayments) {
    const openUntil = Math.max(day.to.getTime(), known.lastSeenAt);
    // Worth keeping for a day that changes.
    return { segment: made, openUntil, ...(base || openUntil > Date.now() ? { payments: { ids: own, known } } : {}) };
  }
}

/** The records of the payments of some visitors, by the website's codes. */
function paidBy({ payingVisitor }: Segments["payments"], ids: PaymentId[], visitors: ReadonlySet<number | undefined>): string[] {
  const { codes, remap } = payingVisitor;
  return ids.flatMap(({ recordId }, row) => (visitors.has(remap[codes[row] as number]) ? recordId : []));
}

function hold(state: WebsiteState, key: string, held: Held): void {
  const place = `${state.id} ${key}`;
  if (state.segments.get(key) === held) return cache.touch(place);
  state.segments.set(key, held);
  cache.hold(place, held.bytes + (held.payments?.ids.length ?? 0) * PAYMENT_BYTES, () => {
    state.segments.delete(key);
    forgetWhenEmpty(state);
  });
}
