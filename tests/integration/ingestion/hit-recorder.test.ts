import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Session } from "../../../models/session.ts";
import { TrackedEvent } from "../../../models/tracked-event.ts";
import { Visitor } from "../../../models/visitor.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

describe("recording hits", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  test("a repeated hit counts once, a new campaign begins a session, and all are found under the browser's id", async () => {
    const { websiteId } = await app.createShop();
    const hit = (hitId: string, query: string) => ({ websiteId, visitorId: "visitor-1", sessionId: "session-1", type: "pageview", hitId, url: `https://shop.example.com/${query}`, referrer: "https://www.google.com/" });
    await app.post("/api/track", [hit("hit-00001", ""), hit("hit-00002", "a")]);
    await app.post("/api/track", [hit("hit-00001", ""), hit("hit-00001", "")]);
    await app.post("/api/track", hit("hit-00003", "?utm_campaign=spring"));
    await app.post("/api/track", hit("hit-00003", "?utm_campaign=spring"));
    const sessions = await Session.find({ websiteId }).sort({ startedAt: 1, pageViews: -1 }).lean();
    expect(sessions.map(({ pageViews, clientSessionId, touch }) => [pageViews, clientSessionId, touch.channel, touch.campaign])).toEqual([
      [2, "session-1", "Organic Search", null],
      [1, "session-1", "Organic Search", "spring"],
    ]);
    expect(sessions[0]?.sessionId).toBe("session-1");
    expect(await TrackedEvent.countDocuments({ websiteId })).toBe(3);
    expect(await Visitor.countDocuments({ websiteId })).toBe(1);
  });

  test("a repeat of an old hit beside a new one: each stays where it belongs", async () => {
    const { websiteId } = await app.createShop();
    const hit = (hitId: string) => ({ websiteId, visitorId: "visitor-1", sessionId: "session-1", type: "pageview", hitId, url: "https://shop.example.com/" });
    await app.post("/api/track", hit("hit-00001"));
    const long = new Date(Date.now() - 2 * 3_600_000);
    await Session.updateOne({ websiteId }, { $set: { startedAt: long, lastSeenAt: long } });
    await TrackedEvent.updateOne({ websiteId }, { $set: { at: long } });
    await app.post("/api/track", [hit("hit-00001"), hit("hit-00002")]);
    const sessions = await Session.find({ websiteId }).sort({ startedAt: 1 }).lean();
    expect(sessions.map(({ pageViews }) => pageViews)).toEqual([1, 1]);
    expect((await TrackedEvent.find({ websiteId }).sort({ at: 1 }).lean()).map(({ sessionId }) => sessionId)).toEqual(sessions.map(({ sessionId }) => sessionId));
  });

  test("many at once are all recorded, each once", async () => {
    const { websiteId } = await app.createShop();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => app.post("/api/track", { websiteId, visitorId: `visitor-${n % 10}`, sessionId: `session-${n % 10}`, type: "pageview", hitId: `hit-0000${n}`, url: `https://shop.example.com/${n}` })),
    );
    expect(answers.every(({ status }) => status === 202)).toBe(true);
    const sessions = await Session.find({ websiteId }).lean();
    expect([sessions.length, sessions.reduce((sum, { pageViews }) => sum + pageViews, 0), await TrackedEvent.countDocuments({ websiteId })]).toEqual([10, 60, 60]);
  });
});
