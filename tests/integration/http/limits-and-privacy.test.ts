import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DailySalt } from "../../../models/daily-salt.ts";
import { DropCount } from "../../../models/drop-count.ts";
import { Session } from "../../../models/session.ts";
import { TrackedEvent } from "../../../models/tracked-event.ts";
import { Visitor } from "../../../models/visitor.ts";
import { Website } from "../../../models/website.ts";
import { BOUNDS, OTHER, createDimensionBounds } from "../../../server/ingestion/bound-dimensions.ts";
import { deriveVisitor } from "../../../server/ingestion/derive-visitor.ts";
import { findOverflows } from "../../../server/ingestion/find-overflows.ts";
import { limitIdentifies } from "../../../server/limits/tracking-limits.ts";
import { createRateLimits } from "../../../server/limits/rate-limits.ts";
import { createLogger } from "../../../server/shared/logger.ts";
import { forgetWebsite } from "../../../server/websites/find-website.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import type { ReadyHit } from "../../../server/ingestion/ready-hit.ts";

const logger = createLogger("silent");

describe("limits and privacy at the door", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  const hitOf = (websiteId: string, more: object = {}) => ({ websiteId, visitorId: "visitor-1", sessionId: "session-1", type: "pageview", url: "https://shop.example.com/", ...more });

  test("without cookies a visitor is the same all day, another one tomorrow and elsewhere; the salt is gone after its day, and no address is kept", async () => {
    const { websiteId } = await app.createShop();
    await Website.updateOne({ _id: websiteId }, { $set: { cookieless: true } });
    forgetWebsite(websiteId);
    const first = (await (await app.post("/api/track", hitOf(websiteId))).json()) as { data: { cookieless: { visitorId: string } } };
    await app.post("/api/track", hitOf(websiteId, { visitorId: "visitor-2", sessionId: "session-2" }));
    const visitors = await Visitor.find({ websiteId }).lean();
    expect(visitors.map(({ visitorId }) => visitorId)).toEqual([first.data.cookieless.visitorId]);
    expect(await Session.countDocuments({ websiteId })).toBe(1);
    expect(JSON.stringify(await TrackedEvent.find({ websiteId }).lean())).not.toMatch(/127\.0\.0\.1|visitor-[12]/);
    const today = new Date();
    const ask = (more: object = {}) => deriveVisitor({ websiteId, ip: "203.0.113.9", userAgent: "Firefox", now: today, ...more }).then(({ visitorId }) => visitorId);
    const ids = [await ask(), await ask({ websiteId: "web_other" }), await ask({ ip: "203.0.113.10" }), await ask({ now: new Date(today.getTime() + 24 * 3_600_000) })];
    expect(new Set(ids).size).toBe(4);
    expect((await DailySalt.find().lean()).map(({ _id }) => _id)).toEqual([new Date(today.getTime() + 24 * 3_600_000).toISOString().slice(0, 10)]);
  });

  test("Do Not Track and Global Privacy Control are honoured where the website says so, and counted", async () => {
    const { websiteId } = await app.createShop();
    expect(await (await app.post("/api/track", hitOf(websiteId), { "Sec-GPC": "1" })).json()).toMatchObject({ data: { accepted: 1 } });
    await Website.updateOne({ _id: websiteId }, { $set: { honorPrivacySignals: true } });
    forgetWebsite(websiteId);
    for (const header of ["Sec-GPC", "DNT"]) expect(await (await app.post("/api/track", hitOf(websiteId), { [header]: "1" })).json()).toMatchObject({ data: { accepted: 0, dropped: [{ index: 0, reason: "privacy_signal" }] } });
    expect(await (await app.post("/api/identify", { site: websiteId, visitorId: "visitor-1", email: "a@example.com" }, { DNT: "1" })).json()).toMatchObject({ data: { visitorId: null, dropped: "privacy_signal" } });
    expect((await DropCount.findOne({ websiteId, reason: "privacy_signal" }).lean())?.count).toBe(2);
  });

  test("without TRUST_PROXY nobody speaks for another address or place", async () => {
    const { websiteId } = await app.createShop();
    await Website.updateOne({ _id: websiteId }, { $set: { "exclusions.ips": ["203.0.113.9"] } });
    forgetWebsite(websiteId);
    await app.post("/api/track", hitOf(websiteId), { "X-Forwarded-For": "203.0.113.9", "CF-IPCountry": "DE", "CF-IPCity": "Berlin" });
    const session = await Session.findOne({ websiteId }).lean();
    expect([session?.touch.country, session?.touch.city]).toEqual([null, null]);
  });

  test("two servers share a limit; a public address has one, a proxy's private address none", async () => {
    const now = () => new Date("2026-01-05T12:00:10Z");
    const [one, other] = [createRateLimits({ now, logger }), createRateLimits({ now, logger })];
    for (let n = 0; n < 6; n += 1) {
      expect(one.take("key", 10, 1)).toBeNull();
      expect(other.take("key", 10, 1)).toBeNull();
    }
    await one.exchange();
    await other.exchange();
    await one.exchange();
    expect([one.take("key", 10, 1), other.take("key", 10, 1)]).toEqual([50, 50]);
    expect(one.take("another key", 10, 1)).toBeNull();
    one.stop();
    other.stop();
    const { websiteId } = await app.createShop();
    const identify = (n: number) => app.post("/api/identify", { site: websiteId, visitorId: "visitor-1", email: `a${n}@example.com` });
    const answers = await Promise.all(Array.from({ length: 70 }, (_, n) => identify(n)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const limits = createRateLimits({ now, logger });
    const from = (ip: string) => Array.from({ length: 70 }, () => () => limitIdentifies(limits, "web_1", ip));
    for (const ip of ["127.0.0.1", "10.1.2.3", "::1"]) for (const call of from(ip)) expect(call).not.toThrow();
    const strangers = from("8.8.4.4");
    for (const call of strangers.slice(0, 60)) expect(call).not.toThrow();
    expect(strangers[60]).toThrow(/send it again in/);
    limits.stop();
  });

  test("the public API's limit tells when to come back", async () => {
    const { key } = await app.createShop();
    const get = () => fetch(`${app.url}/api/v1/visitor`, { headers: { Authorization: `Bearer ${key}` } });
    const answers = await Promise.all(Array.from({ length: 220 }, get));
    const refused = answers.filter(({ status }) => status === 429);
    // A minute may end meanwhile, two cannot.
    expect(refused.length).toBeGreaterThanOrEqual(20);
    for (const answer of refused) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.length + answers.filter(({ status }) => status === 400).length).toBe(220);
  });

  test("a flood of made-up campaigns ends in (other), for all servers, and is told", async () => {
    const now = () => new Date("2026-01-05T12:00:00Z");
    const servers = [createDimensionBounds({ now, logger }), createDimensionBounds({ now, logger })];
    const hit = (campaign: string) => ({ websiteId: "web_flood", path: "/", hostname: "shop.example.com", name: null, acquisition: { channel: "Direct", source: "x", medium: null, campaign, keyword: null, content: null, referrer: null, clickId: null, campaignKey: campaign } }) as unknown as ReadyHit;
    const kept = async (server: number, campaign: string) => (await servers[server]?.bound([hit(campaign)]))?.[0]?.acquisition;
    for (let n = 0; n < BOUNDS.campaign; n += 1) expect((await kept(0, `campaign ${n}`))?.campaign).toBe(`campaign ${n}`);
    expect(await kept(0, "one more")).toMatchObject({ campaign: OTHER, campaignKey: OTHER, source: "x" });
    await servers[0]?.exchange();
    expect((await kept(1, "yet another"))?.campaign).toBe(OTHER);
    expect((await kept(1, "campaign 7"))?.campaign).toBe("campaign 7");
    for (const server of servers) await server.stop();
    expect(await findOverflows("web_flood", "2026-01-01")).toEqual([{ day: "2026-01-05", dimension: "campaign", bound: BOUNDS.campaign, hits: 2 }]);
  });
});
