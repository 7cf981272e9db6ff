import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { chooseSession } from "./choose-session.ts";
import { addHit, startSession } from "./fold-session.ts";
import { groupByWebsite } from "./group-by-website.ts";
import { eventOf } from "./ready-hit.ts";
import { keyOf } from "./write-sessions.ts";
import type { KnownSession } from "./choose-session.ts";
import type { ReadyHit } from "./ready-hit.ts";
import type { SessionChange } from "./write-sessions.ts";

/** A hit in its session; `ordinal` is the session's. */
export type Placed = { hit: ReadyHit; event: TrackedEventRecord; ordinal: number };

/** The session that goes on under each browser's session id, as it is in the database now: another server may have written it a moment ago. */
export async function findLatestSessions(hits: ReadyHit[]): Promise<Map<string, SessionRecord>> {
  const found = await Promise.all([...groupByWebsite(hits, ({ clientSessionId }) => clientSessionId)].map(([websiteId, ids]) => Session.collection.find<SessionRecord>({ websiteId, clientSessionId: { $in: ids } }, { projection: { _id: 0 } }).toArray()));
  const latest = new Map<string, SessionRecord>();
  for (const session of found.flat()) {
    const key = clientKeyOf(session);
    const other = latest.get(key);
    if (!other || (session.ordinal ?? 0) > (other.ordinal ?? 0)) latest.set(key, session);
  }
  return latest;
}

export function clientKeyOf({ websiteId, clientSessionId }: Pick<SessionRecord, "websiteId" | "clientSessionId">): string {
  return `${websiteId}\u0000${clientSessionId}`;
}

export function hitKeyOf({ websiteId, hitId }: Pick<TrackedEventRecord, "websiteId" | "hitId">): string {
  return `${websiteId}\u0000${hitId}`;
}

/** Each hit once, should a batch hold one twice. */
export function dropRepeatsWithin(hits: ReadyHit[]): ReadyHit[] {
  const seen = new Set<string>();
  return hits.filter((hit) => {
    const key = hitKeyOf(hit);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Chooses each hit's session, in the order of the hits. */
export function placeHits(hits: ReadyHit[], latest: Map<string, SessionRecord>): Placed[] {
  const known = new Map<string, KnownSession & { ordinal: number }>(latest);
  return hits.map((hit) => {
    const key = clientKeyOf(hit);
    const before = known.get(key) ?? null;
    const { campaignKey } = hit.acquisition;
    const { clientSessionId, visitorId, at, type } = hit;
    const { kind, sessionId } = chooseSession({ clientSessionId, visitorId, at, type, campaignKey }, before);
    const ordinal = kind === "existing" || !before ? (before?.ordinal ?? 0) : (before.ordinal ?? 0) + 1;
    const lastSeenAt = kind === "existing" && before && before.lastSeenAt > hit.at ? before.lastSeenAt : hit.at;
    known.set(key, { sessionId, ordinal, visitorId: hit.visitorId, lastSeenAt, campaignKey: kind === "existing" && before ? before.campaignKey : campaignKey });
    return { hit, event: eventOf(hit, sessionId), ordinal };
  });
}

/** The sessions of hits, as they were read and with the hits counted. */
export function changesOf(placed: Placed[], latest: Map<string, SessionRecord>): SessionChange[] {
  const read = new Map([...latest.values()].map((session) => [keyOf(session), session]));
  const changes = new Map<string, SessionChange>();
  for (const { hit, event, ordinal } of placed) {
    const key = keyOf(event);
    const change = changes.get(key) ?? { read: read.get(key) ?? null, next: read.get(key) ?? startSession(hit, event.sessionId, ordinal) };
    changes.set(key, { read: change.read, next: addHit(change.next, hit) });
  }
  return [...changes.values()];
}
