import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { isCheckoutClick } from "../shared/checkout-hosts.ts";
import { inChunks } from "../shared/in-chunks.ts";
import { leaveTurn } from "../shared/leave-turn.ts";
import type { LocalDay } from "../shared/local-days.ts";
import type { Period } from "../shared/period.ts";
import { readBatches } from "../shared/read-batches.ts";
import { codeOf } from "./dictionary.ts";
import { SINGLE_DIMENSIONS, isTouchDimension, valueOf } from "./dimensions.ts";
import type { SingleDimension } from "./dimensions.ts";
import { lookBack } from "./mark-changed.ts";
import { findVisitors } from "./visitor-ordinals.ts";
import type { KnownVisitor } from "./visitor-ordinals.ts";
import type { VisitRow } from "./visits-segment.ts";
import type { Dictionaries } from "./website-dictionaries.ts";

type ReadSession = Pick<SessionRecord, "sessionId" | "visitorId" | "startedAt" | "lastSeenAt" | "pageViews" | "goals" | "exitPath" | "hostname" | "touch"> & { _id: unknown };
type ReadEvent = Pick<TrackedEventRecord, "sessionId" | "type" | "at" | "path" | "name" | "value" | "params">;

type ChangedSession = Pick<SessionRecord, "visitorId" | "startedAt" | "lastSeenAt"> & { _id: unknown };

const SESSION_FIELDS = { sessionId: 1, visitorId: 1, startedAt: 1, lastSeenAt: 1, pageViews: 1, goals: 1, exitPath: 1, hostname: 1, touch: 1 } as const;
const EVENT_FIELDS = { _id: 0, sessionId: 1, type: 1, at: 1, path: 1, name: 1, value: 1, "params.url": 1, "params.host": 1 } as const;
const EVENTS_AT_ONCE = 2_000;
/** Each is one look of some milliseconds: what is recorded meanwhile has its turn in between. */
const CHUNK = 200;
/** Of a day's sessions, or of the visitors who changed, so many are held as rows at once, and beyond as many reading rests: a day in whose midst the first report is asked for may have a million. */
const BATCH = 20_000;

type Where = { websiteId: string; day: LocalDay; dictionaries: Dictionaries };
export type ReadVisits = { rows: VisitRow[]; visitors: Map<string, KnownVisitor> };

/** The sessions that began on a day, from the records, by their start, in batches of `batch` or somewhat more. */
export async function* readDay(where: Where, batch = BATCH): AsyncGenerator<VisitRow[]> {
  const { websiteId, day } = where;
  const looks = readBatches({
    period: day,
    find: (span, limit) => Session.collection.find<ReadSession>({ websiteId, startedAt: span }, { projection: SESSION_FIELDS }).sort({ startedAt: 1 }).limit(limit).toArray(),
    timeOf: ({ startedAt }) => startedAt,
    toRow: (session) => session,
  });
  let sessions: ReadSession[] = [];
  let gently = false;
  for await (const look of looks) {
    sessions.push(...look);
    if (sessions.length < batch) continue;
    yield (await toRows(sessions, where, gently)).rows;
    sessions = [];
    gently = true;
  }
  if (sessions.length > 0) yield (await toRows(sessions, where, gently)).rows;
}

/** Those of some visitors, `batch` visitors at once; leaves others their turn. */
export async function* readVisits(visitorIds: string[], where: Where, batch = BATCH): AsyncGenerator<ReadVisits> {
  for (const ids of inChunks(visitorIds, batch)) yield await readVisitsOf(ids, where);
}

async function readVisitsOf(visitorIds: string[], where: Where): Promise<ReadVisits> {
  const { websiteId, day } = where;
  const sessions: ReadSession[] = [];
  for (const ids of chunk(visitorIds)) {
    const lookedAt = performance.now();
    sessions.push(...(await Session.collection.find<ReadSession>({ websiteId, visitorId: { $in: ids }, startedAt: { $gte: day.from, $lt: day.to } }, { projection: SESSION_FIELDS }).toArray()));
    await leaveTurn(lookedAt);
  }
  return toRows(sessions, where, true, visitorIds);
}

/** `visitorIds`: those of the sessions, unless told. */
async function toRows(sessions: ReadSession[], { websiteId, day, dictionaries }: Where, gently: boolean, visitorIds = sessions.map(({ visitorId }) => visitorId)): Promise<ReadVisits> {
  const visitors = await findVisitors(websiteId, visitorIds, gently);
  // A session whose visitor is being written would get a number that is not kept; its mark, which comes after both, brings it in.
  const justNow = lookBack(new Date());
  const written = sessions.filter(({ visitorId, lastSeenAt }) => visitors.get(visitorId)?.firstSeenAt || lastSeenAt < justNow);
  const rows = new Map(written.map((session) => [session.sessionId, startRow(session, day, visitors.get(session.visitorId), dictionaries)]));
  for (const ids of chunk([...rows.keys()])) {
    const lookedAt = performance.now();
    const cursor = TrackedEvent.collection.find({ websiteId, sessionId: { $in: ids }, type: { $in: ["pageview", "goal"] } }, { projection: EVENT_FIELDS, batchSize: EVENTS_AT_ONCE });
    for await (const event of cursor) addStep(rows, event as unknown as ReadEvent, dictionaries);
    if (gently) await leaveTurn(lookedAt);
  }
  for (const { row } of rows.values()) {
    row.pages.sort((a, b) => a.after - b.after);
    row.goals.sort((a, b) => a.after - b.after);
  }
  return { rows: [...rows.values()].map(({ row }) => row), visitors };
}

/** Visitors who got a hit since, among the sessions that began in a period. */
export async function findChangedVisitors(websiteId: string, day: Period, since: Date): Promise<string[]> {
  // An earlier hit that came later may have taken a visit back to the day before.
  const from = lookBack(day.from);
  const changed = await lookTogether(websiteId, since);
  return [...new Set(changed.flatMap(({ visitorId, startedAt, lastSeenAt }) => (lastSeenAt >= since && startedAt >= from && startedAt < day.to ? visitorId : [])))];
}

type Look = { since: Date; found: Promise<ChangedSession[]> };
const looks = new Map<string, Look>();

/** A day's visits and its payments are brought up to date at the same moment: one look serves both. It may go further back than asked. */
function lookTogether(websiteId: string, since: Date): Promise<ChangedSession[]> {
  const joined = looks.get(websiteId);
  if (joined && since < joined.since) joined.since = since;
  if (joined) return joined.found;
  const look: Look = {
    since,
    found: new Promise((resolve) => {
      setImmediate(() => {
        looks.delete(websiteId);
        resolve(findChangedSessions(websiteId, look.since));
      });
    }),
  };
  looks.set(websiteId, look);
  return look.found;
}

/** Sessions that got a hit since; leaves others their turn. */
async function findChangedSessions(websiteId: string, since: Date): Promise<ChangedSession[]> {
  const changed: ChangedSession[] = [];
  const batches = readBatches({
    period: { from: since, to: new Date(8.64e15) },
    find: (span, limit) => Session.collection.find<ChangedSession>({ websiteId, lastSeenAt: span }, { projection: { visitorId: 1, startedAt: 1, lastSeenAt: 1 } }).sort({ lastSeenAt: 1 }).limit(limit).toArray(),
    timeOf: ({ lastSeenAt }) => lastSeenAt,
    toRow: (session) => session,
  });
  let lookedAt = performance.now();
  for await (const batch of batches) {
    changed.push(...batch);
    await leaveTurn(lookedAt);
    lookedAt = performance.now();
  }
  return changed;
}

type Row = { row: VisitRow; startedAt: number };

function startRow(session: ReadSession, day: LocalDay, visitor: KnownVisitor | undefined, dictionaries: Dictionaries): Row {
  const own = { exit_page: session.exitPath, hostname: session.hostname || null, visitor_type: visitorType(session.startedAt, visitor?.firstSeenAt ?? null) };
  const value = (name: SingleDimension) => (isTouchDimension(name) ? valueOf(session.touch, name) : own[name]);
  return {
    startedAt: session.startedAt.getTime(),
    row: {
      startedAt: session.startedAt.getTime() - day.from.getTime(),
      visitor: visitor?.ordinal ?? 0,
      durationMs: session.lastSeenAt.getTime() - session.startedAt.getTime(),
      pageViews: session.pageViews,
      goalCount: session.goals,
      dimensions: SINGLE_DIMENSIONS.map((name) => codeOf(dictionaries[name], value(name) ?? null)),
      pages: [],
      goals: [],
    },
  };
}

/** Whether a session is its visitor's first. */
export function visitorType(startedAt: Date, firstSeenAt: Date | null): "new" | "returning" {
  return firstSeenAt === null || startedAt <= firstSeenAt ? "new" : "returning";
}

function addStep(rows: Map<string, Row>, event: ReadEvent, dictionaries: Dictionaries): void {
  const found = rows.get(event.sessionId);
  if (!found) return;
  const after = event.at.getTime() - found.startedAt;
  if (event.type === "pageview") found.row.pages.push({ code: codeOf(dictionaries.page, event.path), after });
  else if (event.name) found.row.goals.push({ code: codeOf(dictionaries.goal, event.name), after, value: event.value ?? NaN, toCheckout: isCheckoutClick(event) ? 1 : 0 });
}

export function chunk<Item>(items: Item[]): Item[][] {
  return inChunks(items, CHUNK);
}
