import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Session } from "../../../models/session.ts";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { loadSegments } from "../../../server/read-model/load-segments.ts";
import { stateOf } from "../../../server/read-model/website-state.ts";
import { listLocalDays } from "../../../server/shared/local-days.ts";
import { createWebsite } from "../../../server/websites/create-website.ts";
import { playHit } from "../../factories/play-hit.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

let database: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => void (database = await startTestDatabase()));
afterAll(() => database.stop());

test("after a silence, only what came since is looked for, and all of it is found", async () => {
  // Noon of today in a zone of its own, so that the day neither begins nor ends while the clock is set forward.
  const hours = 12 - new Date().getUTCHours();
  const timezone = hours === 0 ? "UTC" : `Etc/GMT${hours > 0 ? "-" : "+"}${Math.abs(hours)}`;
  const { _id: websiteId } = await createWebsite({ teamId: "team_test", input: { name: "Shop", domain: "shop.example.com", timezone: "UTC", currency: "USD" }, now: new Date() });
  const recorder = createHitRecorder();
  const state = stateOf(websiteId);
  const begin = Date.now();
  const days = listLocalDays(new Date(begin), new Date(begin), timezone);
  const hit = (visitor: number) => recorder.record([playHit({ websiteId, visitorId: `visitor-${visitor}`, clientSessionId: `session-${visitor}`, at: new Date(), path: "/" })]);
  const load = async () => (await loadSegments(state, { timezone, kind: "visits", days }))[0]?.segment.rows;
  const readAt = () => [...state.segments.values()][0]?.version.readAt.getTime() ?? 0;
  vi.useFakeTimers({ toFake: ["Date"], now: begin });
  try {
    await hit(1);
    expect(await load()).toBe(1);
    expect(readAt()).toBe(begin);
    vi.setSystemTime(begin + 300_000);
    expect(await load()).toBe(1);
    expect(readAt()).toBe(begin + 270_000);
    // Written some time ago and told only now, as by a server that is slow.
    vi.setSystemTime(begin + 280_000);
    await hit(2);
    vi.setSystemTime(begin + 305_000);
    const find = vi.spyOn(Session.collection, "find");
    expect(await load()).toBe(2);
    expect(find.mock.calls.map(([filter]) => (filter as { lastSeenAt?: { $gte?: Date } }).lastSeenAt?.$gte?.getTime()).filter(Boolean)).toEqual([begin + 270_000 - 30_000]);
  } finally {
    vi.useRealTimers();
    await recorder.stop();
  }
}, 60_000);
