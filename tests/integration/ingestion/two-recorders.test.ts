import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Session } from "../../../models/session.ts";
import { TrackedEvent } from "../../../models/tracked-event.ts";
import { Visitor } from "../../../models/visitor.ts";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import type { HitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { eventOf } from "../../../server/ingestion/ready-hit.ts";
import type { ReadyHit } from "../../../server/ingestion/ready-hit.ts";
import { newId } from "../../../server/shared/ids.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5, 12);

type Kind = "pageview" | "goal" | "scroll" | "leave";
/** What one browser does at about the same time; hits of a step may arrive in any order, again and again, at either server. */
type Step = { browser: number; pauseMinutes: number; campaign: string; kinds: Kind[] };
type Delivery = { server: 0 | 1; hits: ReadyHit[] };

function makeHit(websiteId: string, step: Step, kind: Kind, n: number, at: number): ReadyHit {
  return {
    websiteId,
    hitId: `hit-${String(n).padStart(6, "0")}`,
    visitorId: `visitor-${step.browser}`,
    clientSessionId: `session-${step.browser}`,
    type: kind === "scroll" ? "goal" : kind,
    at: new Date(at),
    hostname: "shop.example.com",
    path: `/page/${n}`,
    title: null,
    referrer: null,
    name: kind === "goal" ? "signup" : kind === "scroll" ? "scroll" : null,
    value: null,
    params: null,
    engagedMs: kind === "leave" ? 1_000 : null,
    country: null,
    region: null,
    city: null,
    device: null,
    browser: null,
    os: null,
    screen: null,
    language: null,
    acquisition: { channel: "Direct", source: null, medium: null, campaign: step.campaign || null, keyword: null, content: null, referrer: null, clickId: null, campaignKey: step.campaign },
    checkoutSignal: false,
  };
}

/** Each hit once, in the order of time, one after another, everything in memory: what the database must end up with. */
function reference(hits: ReadyHit[]) {
  type Row = { browser: string; startedAt: number; lastSeenAt: number; pageViews: number; goals: number; engagedMs: number; entryPath: string; exitPath: string; campaign: string };
  const rows: Row[] = [];
  const latest = new Map<string, Row>();
  for (const hit of [...hits].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    const at = hit.at.getTime();
    let row = latest.get(hit.clientSessionId);
    const ended = row && hit.type !== "leave" && at - row.lastSeenAt > 30 * MINUTE;
    const campaign = hit.acquisition.campaignKey;
    const other = row && hit.type === "pageview" && campaign !== "" && campaign !== row.campaign;
    if (!row || ended || other) {
      row = { browser: hit.clientSessionId, startedAt: at, lastSeenAt: at, pageViews: 0, goals: 0, engagedMs: 0, entryPath: hit.path, exitPath: hit.path, campaign };
      rows.push(row);
      latest.set(hit.clientSessionId, row);
    }
    row.lastSeenAt = at;
    row.pageViews += hit.type === "pageview" ? 1 : 0;
    row.goals += hit.type === "goal" && hit.name !== "scroll" ? 1 : 0;
    row.engagedMs += hit.engagedMs ?? 0;
    if (hit.type === "pageview" || row.pageViews === 0) row.exitPath = hit.path;
  }
  return rows.sort((a, b) => a.startedAt - b.startedAt);
}

async function stored(websiteId: string) {
  const sessions = await Session.find({ websiteId }).sort({ startedAt: 1 }).lean();
  return sessions.map((session) => ({
    browser: session.clientSessionId,
    startedAt: session.startedAt.getTime(),
    lastSeenAt: session.lastSeenAt.getTime(),
    pageViews: session.pageViews,
    goals: session.goals,
    engagedMs: session.engagedMs,
    entryPath: session.entryPath,
    exitPath: session.exitPath,
    campaign: session.campaignKey,
  }));
}

const step = fc.record({
  browser: fc.integer({ min: 0, max: 3 }),
  pauseMinutes: fc.constantFrom(0, 1, 29, 31, 200),
  kind: fc.constantFrom("visit", "campaign", "leave"),
  campaign: fc.constantFrom("spring", "summer"),
  kinds: fc.array(fc.constantFrom<Kind>("pageview", "goal", "scroll"), { minLength: 1, maxLength: 4 }),
});

describe.each([
  { how: "step by step", together: [false, false] },
  { how: "a batch in one commit", together: [true, true] },
  { how: "one of them in one commit", together: [true, false] },
])("two recorders on one database, $how", ({ together }) => {
  let database: { embedded: boolean; stop(): Promise<void> };
  let recorders: HitRecorder[];
  beforeAll(async () => {
    database = await startTestDatabase();
    recorders = together.map((one) => createHitRecorder({ together: one && database.embedded }));
  });
  afterAll(() => database.stop());
  afterEach(() => void vi.useRealTimers());

  test("any order, repetition and interleaving gives what a naive reference gives", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat(1_000_000)), async (steps, chances) => {
        const chance = (below: number) => (chances.next().value as number) % below;
        const websiteId = newId("web");
        const all: ReadyHit[] = [];
        let clock = START;
        // Only hits of this moment go in one commit: the clock is the hits' own.
        vi.useFakeTimers({ toFake: ["Date"] });
        for (const { browser, pauseMinutes, kind, campaign, kinds } of steps) {
          clock += pauseMinutes * MINUTE + 1_000;
          // What begins a session by its campaign, and a leave, is one hit: beside others its place would depend on who came first.
          const of: Step = { browser, pauseMinutes, campaign: kind === "campaign" ? campaign : "", kinds: kind === "campaign" ? ["pageview"] : kind === "leave" ? ["leave"] : kinds };
          const hits = of.kinds.map((one, index) => makeHit(websiteId, of, one, all.length + index, clock + index));
          all.push(...hits);
          clock += hits.length;
          vi.setSystemTime(clock);
          const again = all.filter(() => chance(4) === 0).map((hit) => ({ ...hit, at: new Date((clock += 1)) }));
          const deliveries: Delivery[] = [...hits, ...again].map((hit) => ({ hit, order: chance(1_000) })).sort((a, b) => a.order - b.order).map(({ hit }) => ({ server: chance(2) as 0 | 1, hits: [hit] }));
          await Promise.all(deliveries.map(({ server, hits: some }) => recorders[server]?.record(some)));
        }
        // A repeat that overtakes its first delivery has the later time; the hits' own times are what the database holds.
        const times = new Map((await TrackedEvent.find({ websiteId }).lean()).map(({ hitId, at }) => [hitId, at]));
        expect(times.size).toBe(all.length);
        const expected = reference(all.map((hit) => ({ ...hit, at: times.get(hit.hitId) ?? hit.at })));
        expect(await stored(websiteId)).toEqual(expected);
        const visitors = await Visitor.find({ websiteId }).sort({ visitorId: 1 }).lean();
        const seen = new Map<string, number[]>();
        for (const hit of all) seen.set(hit.visitorId, [...(seen.get(hit.visitorId) ?? []), times.get(hit.hitId)?.getTime() ?? 0]);
        expect(visitors.map(({ visitorId, firstSeenAt, lastSeenAt }) => [visitorId, firstSeenAt.getTime(), lastSeenAt.getTime()])).toEqual(
          [...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([visitorId, at]) => [visitorId, Math.min(...at), Math.max(...at)]),
        );
      }),
      { numRuns: 40 },
    );
  });

  test("a crash between the event and its session is mended when the browser sends the hit again", async () => {
    const websiteId = newId("web");
    const visit: Step = { browser: 1, pauseMinutes: 0, campaign: "", kinds: [] };
    const [first, second, third] = [makeHit(websiteId, visit, "pageview", 1, START), makeHit(websiteId, visit, "pageview", 2, START + 1_000), makeHit(websiteId, visit, "goal", 3, START + 2_000)] as const;
    await TrackedEvent.create(eventOf(first, "session-1"));
    await recorders[0]?.record([{ ...first, at: new Date(START + 5_000) }]);
    expect(await stored(websiteId)).toMatchObject([{ startedAt: START, lastSeenAt: START, pageViews: 1, entryPath: "/page/1" }]);
    await TrackedEvent.create(eventOf(third, "session-1"));
    await recorders[1]?.record([second]);
    await recorders[0]?.record([third]);
    expect(await stored(websiteId)).toMatchObject([{ pageViews: 2, goals: 1, lastSeenAt: START + 2_000, exitPath: "/page/2" }]);
  });
});
