import type { SessionRecord } from "../../models/session.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import type { Touch } from "../../models/touch.ts";
import type { ReadyHit } from "./ready-hit.ts";

/** Goals that the script sends by itself do not count against a bounce. */
const AUTOMATIC_GOALS = new Set(["scroll", "outbound_link", "file_download"]);

type Counted = Pick<TrackedEventRecord, "type" | "name" | "at" | "path" | "engagedMs">;

/** A session as it is before its first hit is counted. `ordinal` counts the sessions that the browser's id has had. */
export function startSession(hit: ReadyHit, sessionId: string, ordinal: number): SessionRecord {
  return {
    websiteId: hit.websiteId,
    sessionId,
    clientSessionId: hit.clientSessionId,
    ordinal,
    visitorId: hit.visitorId,
    startedAt: hit.at,
    lastSeenAt: hit.at,
    pageViews: 0,
    goals: 0,
    engagedMs: 0,
    entryPath: hit.path,
    exitPath: hit.path,
    exitAt: hit.at,
    hostname: hit.hostname,
    touch: touchOf(hit, sessionId),
    campaignKey: hit.acquisition.campaignKey,
    language: hit.language,
    screen: hit.screen,
    checkoutSignalAt: null,
    revision: "",
  };
}

function touchOf(hit: ReadyHit, sessionId: string): Touch {
  // Named one by one: V8 makes what a rest pattern leaves over a slow object, and there is one a hit.
  const { channel, source, medium, campaign, keyword, content, referrer, clickId } = hit.acquisition;
  const { country, region, city, device, browser, os } = hit;
  return { channel, source, medium, campaign, keyword, content, referrer, clickId, sessionId, at: hit.at, landingPath: hit.path, country, region, city, device, browser, os };
}

/** A session with one more hit. The same hits in any order give the same session: the earliest says how it began, the latest page how it ended. Pure. */
export function addHit(session: SessionRecord, hit: ReadyHit): SessionRecord {
  // A hit that was overtaken by a later one: the session began with it. A campaign is what made the session, so it stays.
  const earlier = hit.at < session.startedAt && (session.campaignKey === "" || session.campaignKey === hit.acquisition.campaignKey);
  const counted = count(session, hit);
  if (hit.checkoutSignal && (!session.checkoutSignalAt || hit.at > session.checkoutSignalAt)) counted.checkoutSignalAt = hit.at;
  if (!earlier) return counted;
  const { startedAt, entryPath, hostname, touch, campaignKey, language, screen } = startSession(hit, session.sessionId, session.ordinal);
  return { ...counted, startedAt, entryPath, hostname, touch, campaignKey, language, screen };
}

/** The counts of a session made anew from all its stored events; what events do not tell stays. Pure. */
export function recount(session: SessionRecord, events: Counted[]): SessionRecord {
  const empty = { ...session, pageViews: 0, goals: 0, engagedMs: 0, lastSeenAt: session.startedAt, exitPath: session.entryPath, exitAt: session.startedAt };
  return events.reduce<SessionRecord>(count, empty);
}

function count(session: SessionRecord, event: Counted): SessionRecord {
  const page = event.type === "pageview";
  const goal = event.type === "goal" && !AUTOMATIC_GOALS.has(event.name ?? "");
  // Until a page is seen, the latest event of another kind says where the visit ended.
  const exits = page ? session.pageViews === 0 || event.at >= session.exitAt : session.pageViews === 0 && event.at >= session.exitAt;
  return {
    ...session,
    pageViews: session.pageViews + (page ? 1 : 0),
    goals: session.goals + (goal ? 1 : 0),
    engagedMs: session.engagedMs + (event.engagedMs ?? 0),
    lastSeenAt: event.at > session.lastSeenAt ? event.at : session.lastSeenAt,
    exitPath: exits ? event.path : session.exitPath,
    exitAt: exits ? event.at : session.exitAt,
  };
}
