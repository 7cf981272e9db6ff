import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Session } from "../../../models/session.ts";
import { TrackedEvent } from "../../../models/tracked-event.ts";
import { Visitor } from "../../../models/visitor.ts";
import { mendSessions } from "../../../server/ingestion/mend-sessions.ts";
import { createServerLife } from "../../../server/leases/server-life.ts";
import { takeLease } from "../../../server/leases/take-lease.ts";
import { createLogger } from "../../../server/shared/logger.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

describe("what a server left that died between the event and its session", () => {
  let now = new Date("2026-03-01T12:00:00Z");
  const moveOn = (seconds: number) => (now = new Date(now.getTime() + seconds * 1_000));
  let app: TestApp;
  let websiteId: string;
  let key: string;

  beforeAll(async () => {
    app = await startApp({}, null, { now: () => now });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    // Far from what the test before left.
    moveOn(600);
    ({ websiteId, key } = await app.createShop());
  });

  const hit = (n: number, sessionId = "session-1") => ({ websiteId, visitorId: "visitor-1", sessionId, type: "pageview", url: `https://shop.example.com/${n}`, hitId: `hit-mend-${n}` });
  const send = async (...hits: ReturnType<typeof hit>[]) => expect((await app.post("/api/track", hits)).status).toBe(202);
  const counted = async () => (await Session.find({ websiteId }).sort({ startedAt: 1 }).lean()).map(({ clientSessionId, pageViews }) => [clientSessionId, pageViews]);
  const stored = async () => (await TrackedEvent.find({ websiteId }).sort({ hitId: 1 }).lean()).map(({ hitId }) => hitId);
  const reported = async () => (await app.ask<{ pageviews: number }>(key, "/reports/overview?from=2026-03-01&to=2026-03-02")).pageviews;
  /** The event as a server writes it first, and then the server is dead. */
  async function leaveEvent(n: number, sessionId: string, at = now): Promise<void> {
    const { _id, ...like } = await TrackedEvent.findOne({ websiteId }).lean().orFail();
    await TrackedEvent.create({ ...like, hitId: `hit-mend-${n}`, path: `/${n}`, sessionId, at });
  }
  const sessionId = async () => (await Session.findOne({ websiteId }).lean().orFail()).sessionId;

  test("an event that its session does not count yet is counted, once, and the reports are told", async () => {
    await send(hit(1));
    expect(await reported()).toBe(1);
    await leaveEvent(2, await sessionId());
    expect(await counted()).toEqual([["session-1", 1]]);
    expect(await mendSessions({ lastAliveAt: now })).toEqual({ recounted: 1, removed: 0 });
    expect(await mendSessions({ lastAliveAt: now }), "by a second server too").toEqual({ recounted: 1, removed: 0 });
    expect(await counted()).toEqual([["session-1", 2]]);
    await expect.poll(reported, { timeout: 5_000 }).toBe(2);
  });

  test("a visitor whom the server did not come to is made", async () => {
    await send(hit(1));
    const was = await Visitor.findOne({ websiteId }).lean().orFail();
    await Visitor.deleteMany({ websiteId });
    await mendSessions({ lastAliveAt: now });
    expect(await Visitor.find({ websiteId }).lean()).toMatchObject([{ visitorId: was.visitorId, firstSeenAt: was.firstSeenAt, lastSeenAt: was.lastSeenAt }]);
  });

  test("an event without any session goes, and the browser that was not answered brings both", async () => {
    await send(hit(1));
    await leaveEvent(2, "session-never-made");
    expect(await mendSessions({ lastAliveAt: now })).toEqual({ recounted: 1, removed: 1 });
    expect(await stored()).toEqual(["hit-mend-1"]);
    await send(hit(2, "session-2"));
    expect([await stored(), await counted()]).toEqual([["hit-mend-1", "hit-mend-2"], [["session-1", 1], ["session-2", 1]]]);
  });

  test("what is older or younger than the dead server's last moments is left alone", async () => {
    await send(hit(1));
    const [before, after] = [new Date(now.getTime() - 61_000), new Date(now.getTime() + 21_000)];
    await leaveEvent(2, "session-old", before);
    await leaveEvent(3, "session-young", after);
    expect(await mendSessions({ lastAliveAt: now })).toEqual({ recounted: 1, removed: 0 });
    expect(await stored()).toEqual(["hit-mend-1", "hit-mend-2", "hit-mend-3"]);
  });

  test("beside living servers it waits until nobody can be writing what looks half written; what the dead one alone might do is free before", async () => {
    await takeLease({ name: "server:dead", owner: "dead", forMs: 15_000, now });
    await takeLease({ name: "sweep:mend", owner: "dead", forMs: 600_000, now });
    const dead: Date[] = [];
    const died = now;
    const life = createServerLife({ serverId: "living", alone: false, now: () => now, logger: createLogger("silent"), onDead: ({ lastAliveAt }) => Promise.resolve(void dead.push(lastAliveAt)) });
    moveOn(16);
    await life.beat();
    expect([dead, await life.others()]).toEqual([[], []]);
    expect(await takeLease({ name: "sweep:mend", owner: "living", forMs: 600_000, now })).toBe(true);
    moveOn(45);
    await life.beat();
    await life.beat();
    expect(dead).toEqual([died]);
    await life.stop({ died: false });
  });
});
