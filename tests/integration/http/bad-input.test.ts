import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { signStripeEvent } from "../../factories/sign-stripe-event.ts";
import { SHARED_SECRET } from "../../factories/start-app.ts";

describe("what a sender can get wrong is told to them", () => {
  let app: TestApp;
  let shop: { websiteId: string; key: string };
  const ids = { visitorId: "visitor-1", sessionId: "session-1" };
  const hit = () => ({ websiteId: shop.websiteId, ...ids, type: "pageview", url: "https://shop.example.com/" });

  beforeAll(async () => {
    app = await startApp();
    shop = await app.createShop();
  });
  afterAll(() => app.stop());

  async function refused(answer: Response, status: number, words: RegExp): Promise<void> {
    const body = (await answer.json()) as { status: string; error: { code: number; message: string } };
    expect([answer.status, body.status, body.error.code]).toEqual([status, "error", status]);
    expect(body.error.message).toMatch(words);
  }

  test("tracking", async () => {
    await refused(await app.post("/api/track", "{"), 400, /not valid JSON/);
    await refused(await app.post("/api/track", ""), 400, /empty/);
    await refused(await app.post("/api/track", []), 400, /empty/);
    await refused(await app.post("/api/track", Array.from({ length: 51 }, hit)), 400, /At most 50/);
    await refused(await app.post("/api/track", { ...hit(), visitorId: "x" }), 400, /visitorId must be 8 to 64/);
    await refused(await app.post("/api/track", { ...hit(), url: "javascript:alert(1)" }), 400, /url must be/);
    await refused(await app.post("/api/track", { ...hit(), type: "goal" }), 400, /name is required/);
    await refused(await app.post("/api/track", { ...hit(), websiteId: "web_unknown" }), 404, /no website web_unknown/);
    await refused(await app.post("/api/track", "x".repeat(300_000)), 413, /too large/);
    await refused(await app.post("/api/track", gzipSync(Buffer.alloc(20_000_000)), { "Content-Encoding": "gzip" }), 413, /too large/);
    await refused(await app.post("/api/track", "{}", { "Content-Encoding": "nonsense" }), 415, /encoding/);
    await refused(await app.post("/api/track", "{}", { "Content-Type": "image/png" }), 415, /JSON/);
    await refused(await fetch(`${app.url}/api/track`, { method: "DELETE" }), 405, /POST/);
    await refused(await fetch(`${app.url}/api/nothing`), 404, /no GET/);
    const mixed = await app.post("/api/track", [hit(), { ...hit(), visitorId: 5 }, { ...hit(), url: "https://elsewhere.example.org/" }]);
    expect(await mixed.json()).toMatchObject({ data: { accepted: 1, dropped: [{ index: 1, reason: "invalid" }, { index: 2, reason: "foreign_hostname" }] } });
    const bot = await app.post("/api/track", hit(), { "User-Agent": "Googlebot/2.1" });
    expect(await bot.json()).toEqual({ status: "success", data: { accepted: 0, dropped: [{ index: 0, reason: "bot" }] } });
    expect((await fetch(`${app.url}/api/track?site=${shop.websiteId}&visitorId=visitor-9&sessionId=session-9&url=https://shop.example.com/`, { headers: { "User-Agent": "Mozilla/5.0 Firefox/130" } })).headers.get("content-type")).toBe("image/gif");
  });

  test("identify and goals", async () => {
    const identity = { site: shop.websiteId, ...ids, email: "buyer@example.com" };
    await refused(await app.post("/api/identify", identity, { Origin: "https://evil.example.org" }), 403, /must come from a page of shop.example.com/);
    await refused(await app.post("/api/identify", { ...identity, email: "nonsense" }), 400, /email/);
    await refused(await app.post("/api/identify", { ...identity, email: undefined }), 400, /email or userId/);
    await refused(await app.post("/api/identify", { ...identity, site: "web_x" }), 404, /no website/);
    await refused(await app.post("/api/identify", "[1]"), 400, /object/);
    expect((await app.post("/api/identify", identity, { Origin: "https://www.shop.example.com" })).status).toBe(200);
    await refused(await app.post("/api/goals/track", { event: "x" }), 400, /site parameter is required/);
    await refused(await app.post(`/api/goals/track?site=${shop.websiteId}`, {}), 400, /event parameter is required/);
    await refused(await app.post(`/api/goals/track?site=${shop.websiteId}`, { event: "signup" }), 400, /visitorId/);
    expect((await app.post(`/api/goals/track?site=${shop.websiteId}`, { event: "signup", value: 5 }, { Cookie: "_pm_vid=visitor-1; _pm_sid=session-1" })).status).toBe(202);
  });

  test("webhooks", async () => {
    const send = (body: string | Uint8Array, headers: Record<string, string>, path = "") => fetch(`${app.url}/api/webhooks/stripe${path}`, { method: "POST", body: body as string, headers });
    const signed = async (body: string, at?: Date) => ({ "Stripe-Signature": await signStripeEvent(body, SHARED_SECRET, at) });
    await refused(await send("{}", {}), 400, /header is missing/);
    for (const header of ["t=abc,v1=00", "t=1,v1=00", `t=${Math.floor(Date.now() / 1_000)},v1=`, `t=${Math.floor(Date.now() / 1_000)},v1`, "nonsense", `t=${Math.floor(Date.now() / 1_000)},v1=\u00e9`]) {
      expect((await send("{}", { "Stripe-Signature": header })).status).toBe(400);
    }
    await refused(await send("{}", await signed("{}", new Date(Date.now() - 400_000))), 400, /seconds old/);
    await refused(await send("{}", await signed("{}", new Date(Date.now() + 400_000))), 400, /seconds ahead/);
    await refused(await send("{ }", await signed("{}")), 400, /No signing secret fits/);
    for (const body of ["null", "5", "[]", "{}", '{"id":5}']) await refused(await send(body, await signed(body)), 400, /not a Stripe event/);
    await refused(await send("nonsense", await signed("nonsense")), 400, /not JSON/);
    await refused(await send("x".repeat(1_100_000), await signed("x")), 413, /too large/);
    await refused(await send("{}", await signed("{}"), "/web_unknown"), 404, /no website/);
    await refused(await fetch(`${app.url}/api/webhooks/stripe`), 405, /POST/);
    const thin = JSON.stringify({ id: "evt_thin", object: "v2.core.event", type: "v2.core.account.updated" });
    expect((await send(thin, await signed(thin))).status).toBe(200);
  });

  test("the public API", async () => {
    const get = (path: string, key = shop.key) => fetch(`${app.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${key}` } });
    const post = (path: string, body: unknown) => app.post(`/api/v1${path}`, body, { Authorization: `Bearer ${shop.key}` });
    await refused(await fetch(`${app.url}/api/v1/payments`), 401, /^Unauthorized. Invalid or missing API key.$/);
    await refused(await get("/payments", `${shop.key}x`), 401, /Unauthorized/);
    await refused(await get("/visitor"), 400, /^visitorId parameter is required$/);
    await refused(await get("/visitor?visitorId=nobody-here"), 404, /no visitor/);
    await refused(await get("/reports/breakdown"), 400, /^dimension must be one of/);
    await refused(await get("/reports/breakdown?dimension=channel&model=magic"), 400, /^model must be one of/);
    await refused(await get("/reports/breakdown?dimension=channel&limit=0"), 400, /^limit must be/);
    await refused(await get("/reports/overview?from=2026-02-30"), 400, /^from must be/);
    await refused(await get("/reports/overview?filter_colour=red"), 400, /^filter_colour is unknown/);
    await refused(await get("/reports/timeseries?metric=visitors,magic"), 400, /^metric must be one of/);
    await refused(await get("/payments?cursor=nonsense"), 400, /^cursor/);
    await refused(await get(`/payments?cursor=${Buffer.from('[1e300,"pay_1"]').toString("base64url")}`), 400, /^cursor/);
    await refused(await get("/payments?status=happy"), 400, /^status/);
    await refused(await get("/nothing"), 404, /no GET/);
    await refused(await post("/goal", {}), 400, /^event parameter is required$/);
    for (const inside of [{ toString: "" }, [], [{}]]) await refused(await post("/goal", { event: "signup", ...ids, metadata: { plan: "pro", inside } }), 400, /^metadata can hold text, numbers/);
    await refused(await app.post("/api/v1/goal", `{"event":"signup","metadata":{"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}}`, { Authorization: `Bearer ${shop.key}` }), 400, /^metadata can hold/);
    await refused(await post("/payment", { provider: "custom" }), 400, /^provider, providerPaymentId, and amount are required$/);
    await refused(await post("/payment", { provider: "custom", providerPaymentId: "1", amount: -5 }), 400, /^amount must be/);
    await refused(await post("/payment", { provider: "custom", providerPaymentId: "1", amount: 5, currency: "US" }), 400, /^currency/);
    expect(await (await post("/goal", { event: "signup", ...ids })).json()).toEqual({ status: "success", data: { message: "Goal event tracked successfully" } });
    const limit = await get("/reports/overview");
    expect([limit.headers.get("x-ratelimit-limit"), Number(limit.headers.get("x-ratelimit-remaining")) > 0, Number(limit.headers.get("x-ratelimit-reset")) > 1e9]).toEqual(["100", true, true]);
  });

  test("anything at all: no answer is a 500", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom("/api/track", "/api/identify", `/api/goals/track?site=${shop.websiteId}`), async (body, path) => {
        expect((await app.post(path, body)).status).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
    const keys = ["websiteId", "visitorId", "sessionId", "type", "url", "referrer", "title", "hitId", "name", "value", "params", "engagedMs", "screen", "language", "site", "email", "userId", "event", "path"];
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()), fc.constantFrom("/api/track", "/api/identify", `/api/goals/track?site=${shop.websiteId}`), async (changes, path) => {
        expect((await app.post(path, { ...hit(), ...ids, site: shop.websiteId, email: "a@example.com", event: "x", ...changes })).status).toBeLessThan(500);
      }),
      { numRuns: 250 },
    );
    for (const path of ["/api/track/%", "/%c0%af", "/w/%00", "/api/v1/%", "/js/script.js?%"]) expect((await fetch(app.url + path)).status).toBeLessThan(500);
  });
});
