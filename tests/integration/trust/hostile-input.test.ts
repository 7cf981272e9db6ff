import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LoginSession } from "../../../models/login-session.ts";
import { TrackedEvent } from "../../../models/tracked-event.ts";
import { Website } from "../../../models/website.ts";
import { createUser } from "../../../server/auth/create-user.ts";
import { forgetWebsite } from "../../../server/websites/find-website.ts";
import { createHttpClient } from "../../factories/http-client.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

const PASSWORD = "a password for tests";
const OPERATORS = [{ $ne: null }, { $gt: "" }, { $regex: ".*" }, { $in: ["owner@example.com", "visitor-1"] }, { $where: "true" }, ["visitor-1"]];

describe("input that wants to be more than data", () => {
  let app: TestApp;
  let shop: { websiteId: string; key: string };
  const ids = { visitorId: "visitor-1", sessionId: "session-1" };

  beforeAll(async () => {
    app = await startApp();
    shop = await app.createShop();
    await createUser({ email: "owner@example.com", password: PASSWORD, now: new Date() });
    expect((await hit({})).status).toBe(202);
  });
  afterAll(() => app.stop());

  const hit = (changes: object, headers: Record<string, string> = {}) => app.post("/api/track", { websiteId: shop.websiteId, ...ids, type: "pageview", url: "https://shop.example.com/a", ...changes }, headers);

  test.each(OPERATORS.map((operator): [string, unknown] => [JSON.stringify(operator), operator]))("the operator %s finds nothing at any JSON door", async (_text, operator) => {
    const stored = await TrackedEvent.countDocuments({});
    const authorization = { Authorization: `Bearer ${shop.key}` };
    const tries: [string, object, Record<string, string>][] = [
      ...["websiteId", "visitorId", "sessionId", "hitId"].map((field): [string, object, Record<string, string>] => ["/api/track", { websiteId: shop.websiteId, ...ids, type: "pageview", url: "https://shop.example.com/", [field]: operator }, {}]),
      ...["site", "visitorId", "email", "userId"].map((field): [string, object, Record<string, string>] => ["/api/identify", { site: shop.websiteId, ...ids, email: "a@example.com", [field]: operator }, {}]),
      ...["visitorId", "sessionId", "event"].map((field): [string, object, Record<string, string>] => ["/api/v1/goal", { event: "signup", ...ids, [field]: operator }, authorization]),
      ...["providerPaymentId", "customerEmail", "visitorId"].map((field): [string, object, Record<string, string>] => ["/api/v1/payment", { provider: "custom", providerPaymentId: "p", amount: 1, currency: "USD", ...ids, [field]: operator }, authorization]),
      ["/trpc/auth.logIn", { email: operator, password: PASSWORD }, {}],
      ["/trpc/auth.logIn", { email: "owner@example.com", password: operator }, {}],
      ["/trpc/auth.resetPassword", { token: operator, password: "another long password" }, {}],
      ["/trpc/invitations.get", { token: operator }, {}],
    ];
    for (const [path, body, headers] of tries) {
      const answer = await app.post(path, body, headers);
      expect([400, 401, 403, 404, 405], `${path} ${JSON.stringify(body)}: ${answer.status} ${await answer.text()}`).toContain(answer.status);
    }
    expect(await TrackedEvent.countDocuments({})).toBe(stored);
    expect(await LoginSession.countDocuments({})).toBe(0);
  });

  test.each(["visitorId[$ne]=x", "visitorId[]=visitor-1", "visitorId=visitor-1&visitorId=visitor-2", "visitorId[__proto__]=x"])("nor in a query: %s", async (query) => {
    expect((await fetch(`${app.url}/api/v1/visitor?${query}`, { headers: { Authorization: `Bearer ${shop.key}` } })).status).toBe(400);
  });

  test("no body changes what every object is made of", async () => {
    const texts = ['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}', `{"websiteId":"${shop.websiteId}","visitorId":"visitor-1","sessionId":"session-1","type":"goal","name":"g","url":"https://shop.example.com/","params":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}`];
    for (const text of texts) for (const path of ["/api/track", "/api/identify", `/api/goals/track?site=${shop.websiteId}`, "/api/v1/goal", "/api/v1/payment", "/trpc/auth.logIn"]) await app.post(path, text, { Authorization: `Bearer ${shop.key}` });
    await fetch(`${app.url}/api/v1/payments?__proto__[polluted]=1&constructor[prototype][polluted]=1`, { headers: { Authorization: `Bearer ${shop.key}` } });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("a pattern of an excluded path that would keep a regular expression busy for years ends at once", async () => {
    await Website.updateOne({ _id: shop.websiteId }, { $set: { "exclusions.paths": [`/${"*a".repeat(40)}*b`, "/private/*/Draft*"] } });
    forgetWebsite(shop.websiteId);
    expect(await (await hit({ url: `https://shop.example.com/${"a".repeat(1_500)}` })).json()).toMatchObject({ data: { accepted: 1 } });
    expect(await (await hit({ url: "https://shop.example.com/PRIVATE/x/draft-2" })).json()).toMatchObject({ data: { accepted: 0, dropped: [{ reason: "excluded_path" }] } });
    expect(await (await hit({ url: "https://shop.example.com/private/x" })).json()).toMatchObject({ data: { accepted: 1 } });
  });

  test("pages forbid scripts that are not theirs, frames and other forms, with a nonce of their own each time; behind TLS browsers keep to it", async () => {
    const [first, second] = [await fetch(`${app.url}/login`), await fetch(`${app.url}/login`)];
    const policy = first.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/default-src 'self';script-src 'self' 'nonce-[\w+/=]{24}';/);
    expect(policy).toMatch(/object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(second.headers.get("content-security-policy")).not.toBe(policy);
    expect(Object.fromEntries(first.headers)).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "SAMEORIGIN", "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin" });
    expect([first.headers.get("strict-transport-security"), first.headers.get("x-powered-by")]).toEqual([null, null]);
    const forged = await fetch(`${app.url}/login`, { headers: { "X-Forwarded-Proto": "https" } });
    expect(forged.headers.get("strict-transport-security"), "without TRUST_PROXY nobody says that TLS is there").toBeNull();
    const behindTls = await startApp({ trustProxy: 1 }, app);
    expect((await fetch(`${behindTls.url}/login`, { headers: { "X-Forwarded-Proto": "https" } })).headers.get("strict-transport-security")).toBe("max-age=31536000");
    await behindTls.stop();
  });

  test("without TRUST_PROXY a guesser is counted by his own address, whatever he writes into headers", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 40 && !statuses.includes(429); n += 1) {
      const guesser = createHttpClient(app.url, { "X-Forwarded-For": `203.0.113.${n}`, "X-Real-IP": `203.0.113.${n}`, Forwarded: `for=203.0.113.${n}` });
      statuses.push((await guesser.logIn("owner@example.com", "a wrong password")).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});
