import { Session } from "../../models/session.ts";
import type { SessionRecord } from "../../models/session.ts";
import type { Touch } from "../../models/touch.ts";
import { TrackedEvent } from "../../models/tracked-event.ts";
import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import { Visitor } from "../../models/visitor.ts";
import { AppError } from "../shared/app-error.ts";
import { chooseSession } from "./choose-session.ts";
import type { Acquisition } from "./acquisition/read-acquisition.ts";
import type { KnownSession } from "./choose-session.ts";

export type ReadyHit = Omit<TrackedEventRecord, "sessionId"> & {
  clientSessionId: string;
  country: string | null;
  region: string | null;
  city: string | null;
  device: string | null;
  browser: string | null;
  os: string | null;
  screen: string | null;
  language: string | null;
  acquisition: Acquisition;
  checkoutSignal: boolean;
};

export type HitRecorder = { record(hits: ReadyHit[]): Promise<void>; stop(): Promise<void> };

type Waiting = { hits: ReadyHit[]; resolve(): void; reject(error: unknown): void };

const MAX_WAITING_HITS = 20_000;
const MAX_BATCH = 500;

/** Records hits in group commits: what arrives while one batch is written goes into the next. `record` resolves after the durable write. */
export function createHitRecorder(): HitRecorder {
  let queue: Waiting[] = [];
  let waitingHits = 0;
  let running: Promise<void> | null = null;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch: Waiting[] = [];
      let size = 0;
      while (queue.length > 0 && (size === 0 || size + (queue[0] as Waiting).hits.length <= MAX_BATCH)) {
        const next = queue.shift() as Waiting;
        batch.push(next);
        size += next.hits.length;
      }
      waitingHits -= size;
      try {
        await writeHits(batch.flatMap(({ hits }) => hits));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = null;
  }

  return {
    record: (hits) => {
      if (waitingHits + hits.length > MAX_WAITING_HITS) return Promise.reject(new AppError("unavailable", "Too many hits are waiting: send this again in a few seconds"));
      waitingHits += hits.length;
      return new Promise((resolve, reject) => {
        queue.push({ hits, resolve, reject });
        running ??= drain();
      });
    },
    stop: async () => {
      while (running) await running;
      queue = [];
    },
  };
}

/**
 * Events first: their unique hit id tells repeats apart. Then each touched session and visitor is rebuilt from its events, which gives the same
 * for any order and repetition, and mends what a crash between the two writes left.
 */
async function writeHits(hits: ReadyHit[]): Promise<void> {
  const sessions = await findLatestSessions(hits);
  const starts: SessionRecord[] = [];
  const events = hits.map((hit): TrackedEventRecord => {
    const key = `${hit.websiteId}\u0000${hit.clientSessionId}`;
    const choice = chooseSession({ ...hit, campaignKey: hit.acquisition.campaignKey }, sessions.get(key) ?? null);
    if (choice.kind === "new") starts.push(startOfSession(hit, choice.sessionId));
    const known = sessions.get(key);
    const campaignKey = choice.kind === "new" ? hit.acquisition.campaignKey : (known?.campaignKey ?? "");
    sessions.set(key, { sessionId: choice.sessionId, visitorId: hit.visitorId, lastSeenAt: hit.at, campaignKey });
    const { clientSessionId: _client, country: _country, region: _region, city: _city, device: _device, browser: _browser, os: _os, screen: _screen, language: _language, acquisition: _acquisition, checkoutSignal: _signal, ...event } = hit;
    return { ...event, sessionId: choice.sessionId };
  });
  const stored = await insertEvents(events);
  // A repeat of an old hit may look like the start of a session; its stored event says where it belongs, and nothing else begins there.
  const inUse = new Set(stored.map(sessionKey));
  const fresh = starts.filter((start) => inUse.has(sessionKey(start)));
  if (fresh.length > 0) {
    await Session.bulkWrite(
      fresh.map((start) => ({ updateOne: { filter: { websiteId: start.websiteId, sessionId: start.sessionId }, update: { $setOnInsert: start }, upsert: true } })),
      { ordered: false },
    ).catch(ignoreDuplicates);
  }
  await refreshSessions(stored, hits);
}

async function findLatestSessions(hits: ReadyHit[]): Promise<Map<string, KnownSession>> {
  const byWebsite = new Map<string, Set<string>>();
  for (const hit of hits) byWebsite.set(hit.websiteId, (byWebsite.get(hit.websiteId) ?? new Set()).add(hit.clientSessionId));
  const latest = new Map<string, KnownSession>();
  for (const [websiteId, ids] of byWebsite) {
    const found = await Session.find({ websiteId, clientSessionId: { $in: [...ids] } })
      .select({ sessionId: 1, clientSessionId: 1, visitorId: 1, lastSeenAt: 1, startedAt: 1, campaignKey: 1 })
      .sort({ startedAt: 1 })
      .lean<SessionRecord[]>();
    for (const session of found) latest.set(`${websiteId}\u0000${session.clientSessionId}`, session);
  }
  return latest;
}

function sessionKey({ websiteId, sessionId }: Pick<TrackedEventRecord, "websiteId" | "sessionId">): string {
  return `${websiteId}\u0000${sessionId}`;
}

/** Inserts events and returns them as they are stored: a repeat is the event of its first delivery. */
async function insertEvents(events: TrackedEventRecord[]): Promise<TrackedEventRecord[]> {
  try {
    await TrackedEvent.insertMany(events, { ordered: false });
    return events;
  } catch (error) {
    const writeErrors = (error as { writeErrors?: { code: number; index: number }[] }).writeErrors;
    if (!writeErrors || writeErrors.some(({ code }) => code !== 11_000)) throw error;
    const repeated = new Set(writeErrors.map(({ index }) => index));
    return Promise.all(
      events.map(async (event, index) => {
        if (!repeated.has(index)) return event;
        return (await TrackedEvent.findOne({ websiteId: event.websiteId, hitId: event.hitId }).lean<TrackedEventRecord>()) ?? event;
      }),
    );
  }
}

function startOfSession(hit: ReadyHit, sessionId: string): SessionRecord {
  const { campaignKey, ...acquisition } = hit.acquisition;
  const touch: Touch = {
    ...acquisition,
    sessionId,
    at: hit.at,
    landingPath: hit.path,
    country: hit.country,
    region: hit.region,
    city: hit.city,
    device: hit.device,
    browser: hit.browser,
    os: hit.os,
  };
  return {
    websiteId: hit.websiteId,
    sessionId,
    clientSessionId: hit.clientSessionId,
    visitorId: hit.visitorId,
    startedAt: hit.at,
    lastSeenAt: hit.at,
    pageViews: 0,
    goals: 0,
    engagedMs: 0,
    entryPath: hit.path,
    exitPath: hit.path,
    hostname: hit.hostname,
    touch,
    campaignKey,
    language: hit.language,
    screen: hit.screen,
    checkoutSignalAt: null,
  };
}

/** Goals that the script sends by itself do not count against a bounce. */
const AUTOMATIC_GOALS = new Set(["scroll", "outbound_link", "file_download"]);

async function refreshSessions(events: TrackedEventRecord[], hits: ReadyHit[]): Promise<void> {
  const touched = new Map(events.map((event, index) => [sessionKey(event), { event, hit: hits[index] as ReadyHit }]));
  const refreshed = await Promise.all(
    [...touched.values()].map(async ({ event, hit }) => {
      const all = await TrackedEvent.find({ websiteId: event.websiteId, sessionId: event.sessionId }).sort({ at: 1 }).lean<TrackedEventRecord[]>();
      return { event, hit, all, last: all.at(-1) ?? event };
    }),
  );
  await Session.bulkWrite(
    refreshed.map(({ event, hit, all, last }) => {
      const pages = all.filter(({ type }) => type === "pageview");
      const goals = all.filter(({ type, name }) => type === "goal" && !AUTOMATIC_GOALS.has(name ?? ""));
      const engagedMs = all.reduce((sum, other) => sum + (other.engagedMs ?? 0), 0);
      const signal = hit.checkoutSignal ? { checkoutSignalAt: hit.at } : {};
      return {
        updateOne: {
          filter: { websiteId: event.websiteId, sessionId: event.sessionId },
          update: { $max: { lastSeenAt: last.at, pageViews: pages.length, goals: goals.length, engagedMs, ...signal }, $set: { exitPath: pages.at(-1)?.path ?? last.path } },
        },
      };
    }),
    { ordered: false },
  );
  await Visitor.bulkWrite(
    refreshed.map(({ event, all, last }) => ({
      updateOne: {
        filter: { websiteId: event.websiteId, visitorId: event.visitorId },
        update: { $min: { firstSeenAt: all[0]?.at ?? event.at }, $max: { lastSeenAt: last.at } },
        upsert: true,
      },
    })),
    { ordered: false },
  ).catch(ignoreDuplicates);
}

/** Two processes may create the same one at once: the unique index lets one through, and both wrote the same. */
function ignoreDuplicates(error: unknown): void {
  if ((error as { code?: number }).code !== 11_000) throw error;
}
