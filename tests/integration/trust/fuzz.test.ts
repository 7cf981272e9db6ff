import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import type { UserRecord } from "../../../models/user.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApiKey } from "../../../server/auth/create-api-key.ts";
import { createUser, FIRST_TEAM_ID } from "../../../server/auth/create-user.ts";
import { startLogin } from "../../../server/auth/start-login.ts";
import { appRouter } from "../../../server/trpc/router.ts";
import { createWebsite } from "../../../server/websites/create-website.ts";
import { mutationsOf, validInputOf } from "../../factories/junk.ts";
import { signStripeEvent } from "../../factories/sign-stripe-event.ts";
import { SHARED_SECRET, startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { checkoutCompleted } from "../../fixtures/stripe/events.ts";

/** `npm run fuzz` sets how long to go on; `npm test` sends a bounded number. */
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? 0);
const REQUESTS = 10_000;
const SEED = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1e9);
const SLOW_MS = 1_000;
const GROWTH_BYTES = 96 * 1_048_576;

/** `open` runs before each round: what an earlier door closed (a login ended, a website deleted) is there again. */
type Door = { name: string; open?: () => Promise<void>; send(input: unknown): Promise<Response> };
type Procedure = { _def: { type: "query" | "mutation" | "subscription"; inputs: unknown[] } };

describe(`junk at every door (seed ${SEED}; repeat it with FUZZ_SEED)`, () => {
  let app: TestApp;
  let shop: { websiteId: string; key: string };
  let doors: { door: Door; valid: unknown }[];
  let owner: UserRecord;
  let sent = 0;
  let heapAtStart = 0;
  /** Doors behind which something was tried: an answer of 401 alone tells nothing of what lies behind. */
  const inside = new Set<string>();
  const ids = { visitorId: "visitor-1", sessionId: "session-1" };

  beforeAll(async () => {
    app = await startApp();
    shop = await app.createShop();
    owner = await createUser({ email: "owner@example.com", password: "long enough to be one", now: new Date() });
    doors = [...trackingDoors(), ...webhookDoors(), ...apiDoors(), ...procedureDoors()];
  });
  afterAll(() => app.stop());

  /** As JSON when it can be, else as the raw text. */
  const text = (input: unknown) => JSON.stringify(input) ?? "undefined";
  const queryOf = (input: unknown) => new URLSearchParams(typeof input === "object" && input !== null ? Object.entries(input).map(([key, value]): [string, string] => [key, typeof value === "string" ? value : text(value)]) : [["x", text(input)]]).toString().slice(0, 12_000);

  /** A key may ask 100 times a minute, so each is used 90 times: what is to be tried lies behind the limit. */
  let uses = 0;
  async function authorization(): Promise<{ Authorization: string }> {
    uses += 1;
    if (uses % 90 === 0) shop.key = (await createApiKey({ websiteId: shop.websiteId, name: "fuzz", now: new Date() })).key;
    return { Authorization: `Bearer ${shop.key}` };
  }

  function trackingDoors(): typeof doors {
    const hit = { websiteId: shop.websiteId, ...ids, type: "goal", url: "https://shop.example.com/a?utm_source=x&utm_campaign=y", referrer: "https://www.google.com/", title: "A", hitId: "hit-000001", name: "signup", value: 5, params: { plan: "pro" }, engagedMs: 5, screen: "1x1", language: "en" };
    const post = (path: string): Door => ({ name: `POST ${path}`, send: (input) => app.post(path, text(input)) });
    return [
      { door: post("/api/track"), valid: hit },
      { door: post("/api/track"), valid: [hit, { ...hit, type: "pageview" }] },
      { door: { name: "GET /api/track", send: (input) => fetch(`${app.url}/api/track?${queryOf(input)}`) }, valid: { site: shop.websiteId, ...ids, url: hit.url } },
      { door: post("/api/identify"), valid: { site: shop.websiteId, ...ids, email: "buyer@example.com", userId: "u1", name: "Buyer" } },
      { door: post(`/api/goals/track?site=${shop.websiteId}`), valid: { event: "signup", value: 5, path: "/", ...ids } },
    ];
  }

  function webhookDoors(): typeof doors {
    const event = checkoutCompleted({ n: "fuzz", minor: 500, email: "buyer@example.com", metadata: { websiteId: shop.websiteId, ...ids } });
    const signed = async (input: unknown) => app.post("/api/webhooks/stripe", text(input), { "Stripe-Signature": await signStripeEvent(text(input), SHARED_SECRET) });
    return [
      { door: { name: "a signed webhook", send: signed }, valid: event },
      { door: { name: "a webhook's signature", send: (input) => app.post("/api/webhooks/stripe", event, { "Stripe-Signature": text(input).replace(/[^\x20-\x7e]/g, "?").slice(0, 8_000) }) }, valid: { t: 1, v1: "00" } },
      { door: { name: "a webhook's address", send: (input) => app.post(`/api/webhooks/stripe/${encodeURIComponent(text(input)).slice(0, 4_000)}`, event) }, valid: "web_x" },
    ];
  }

  function apiDoors(): typeof doors {
    const post = (path: string): Door => ({ name: `POST ${path}`, send: async (input) => app.post(path, text(input), await authorization()) });
    const get = (path: string): Door => ({ name: `GET ${path}`, send: async (input) => fetch(`${app.url}${path}?${queryOf(input)}`, { headers: await authorization() }) });
    const report = { from: "2026-01-01", to: "2026-02-01", filter_channel: "Direct", filter_contains_page: "(a+)+$", filter_not_country: "US" };
    return [
      { door: post("/api/v1/goal"), valid: { event: "signup", value: 1, ...ids, path: "/", metadata: { a: "b" } } },
      { door: post("/api/v1/payment"), valid: { provider: "custom", providerPaymentId: "p1", amount: 12.5, currency: "USD", customerEmail: "buyer@example.com", customerId: "c", ...ids, metadata: {}, timestamp: "2026-01-01T00:00:00Z", refunded: false, renewal: false } },
      { door: get("/api/v1/visitor"), valid: ids },
      { door: get("/api/v1/payments"), valid: { ...report, status: "succeeded", linked: "true", limit: "5", cursor: "W10" } },
      { door: get("/api/v1/reports/overview"), valid: report },
      { door: get("/api/v1/reports/breakdown"), valid: { ...report, dimension: "channel", model: "linear", limit: "10" } },
      { door: get("/api/v1/reports/timeseries"), valid: { ...report, interval: "day", metric: "visitors,netMinor" } },
      { door: { name: "an API key", send: (input) => fetch(`${app.url}/api/v1/payments`, { headers: { Authorization: `Bearer ${text(input).replace(/[^\x20-\x7e]/g, "?").slice(0, 8_000)}` } }) }, valid: shop.key },
      { door: { name: "a path", send: (input) => fetch(`${app.url}/${text(input).replace(/^[\\/"]+/, "").slice(0, 4_000)}`, { redirect: "manual" }) }, valid: "w/web_x/payments?filter=1" },
    ];
  }

  function procedureDoors(): typeof doors {
    const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);
    return procedures.map(([name, { _def }]) => {
      const valid = validInputOf(_def.inputs, { websiteId: "", ...ids, email: "buyer@example.com", filters: {} });
      let cookie = "";
      const open = async () => {
        const website = await createWebsite({ teamId: FIRST_TEAM_ID, input: { name: "Fuzz", domain: "fuzz.example.com", timezone: "UTC", currency: "USD" }, now: new Date() });
        if ("websiteId" in valid) valid["websiteId"] = website._id;
        cookie = `pm_login=${await startLogin({ userId: owner._id, from: { browser: "", address: "127.0.0.1", oldToken: null }, now: new Date() })}`;
      };
      const call = (input: unknown) =>
        _def.type === "mutation"
          ? app.post(`/trpc/${name}`, text(input), { Cookie: cookie })
          : fetch(`${app.url}/trpc/${name}?input=${encodeURIComponent(text(input)).slice(0, 14_000)}`, { headers: { Cookie: cookie } });
      return { door: { name: `${_def.type} ${name}`, open, send: call }, valid };
    });
  }

  async function sendOnce(door: Door, input: unknown): Promise<void> {
    sent += 1;
    const startedAt = performance.now();
    const answer = await door.send(input);
    if (answer.status !== 401) inside.add(door.name);
    const body = await answer.text();
    if (answer.status >= 500) throw new Error(`${door.name} answered ${answer.status}: ${body.slice(0, 300)}`);
    if (answer.status === 200 && body === "" && !door.name.startsWith("a path")) throw new Error(`${door.name} answered 200 with nothing`);
    // A busy machine may stall any one request; what takes long because of its input takes long again.
    if (performance.now() - startedAt > SLOW_MS) {
      const again = performance.now();
      await (await door.send(input)).text();
      if (performance.now() - again > SLOW_MS) throw new Error(`${door.name} took over ${SLOW_MS} ms, twice`);
    }
  }

  function heapAfterCollection(): number {
    setFlagsFromString("--expose-gc");
    (runInNewContext("gc") as () => void)();
    return process.memoryUsage().heapUsed;
  }

  test("no answer is a 5xx, nothing hangs, nothing grows, and the server is alive at the end", { timeout: (SECONDS + 240) * 1_000 }, async () => {
    const until = Date.now() + SECONDS * 1_000;
    const perDoor = Math.ceil(REQUESTS / 2 / doors.length);
    // The first round fills what is kept on purpose; only what grows after it grows without bound.
    for (let round = 0; round < 2 || Date.now() < until; round += 1) {
      for (const { door, valid } of doors) {
        await door.open?.();
        await fc.assert(
          fc.asyncProperty(mutationsOf(valid), (input) => sendOnce(door, input)),
          { numRuns: perDoor, seed: SEED + round, endOnFailure: false },
        );
      }
      if (round === 0) heapAtStart = heapAfterCollection();
      if (SECONDS > 0) process.stderr.write(`${sent} requests sent\n`);
    }
    expect(heapAfterCollection() - heapAtStart).toBeLessThan(GROWTH_BYTES);
    const outside = doors.map(({ door }) => door.name).filter((name) => !inside.has(name));
    expect(outside).toEqual(["an API key"]);
    expect(sent).toBeGreaterThanOrEqual(REQUESTS);
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    const hit = await app.post("/api/track", { websiteId: (await app.createShop()).websiteId, ...ids, type: "pageview", url: "https://shop.example.com/" });
    expect(hit.status).toBe(202);
    expect((({}) as Record<string, unknown>)["admin"]).toBeUndefined();
  });
});
