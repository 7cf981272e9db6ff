import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ trustProxy: 1 });
});
afterAll(() => app.stop());

test("metrics tell an operator what came, what was dropped and what waits; other machines need the token", async () => {
  const { websiteId, key } = await app.createShop();
  const hit = { websiteId, visitorId: "visitor-1", sessionId: "session-1", type: "pageview", url: "https://shop.example.com/" };
  await app.post("/api/track", [hit, { ...hit, url: "https://elsewhere.example.org/" }, { ...hit, type: "nothing" }]);
  const goal = await app.post(`/api/goals/track?site=${websiteId}`, { event: "signup", visitorId: "visitor-1", sessionId: "session-1" }, { Origin: "https://shop.example.com" });
  expect(goal.status).toBe(202);
  // One address sends more than it may, to no website at all.
  const flood = Array.from({ length: 50 }, () => ({ ...hit, websiteId: "nowhere" }));
  const answers = await Promise.all(Array.from({ length: 130 }, () => app.post("/api/track", flood, { "X-Forwarded-For": "8.8.4.4" })));
  const refused = answers.filter(({ status }) => status === 429).length;
  expect(refused).toBeGreaterThan(0);
  await fetch(`${app.url}/api/webhooks/stripe`, { method: "POST", body: "{}" });
  const report = await fetch(`${app.url}/api/v1/reports/overview`, { headers: { Authorization: `Bearer ${key}` } });
  expect(report.status).toBe(200);
  const text = await (await fetch(`${app.url}/metrics`)).text();
  expect(text).toContain(`hits_refused_total{reason="too_many"} ${50 * refused}\n`);
  for (const line of [/postmetric_hits_accepted_total 2$/m, /hits_dropped_total\{reason="invalid"\} 1$/m, /report_seconds_count\{what="\/api\/v1\/reports\/overview"\} 1$/m, /hits_dropped_total\{reason="foreign_hostname"\} [1-9]/, /webhooks_total\{provider="stripe",outcome="signature_invalid"\} [1-9]/, /queue_depth\{queue="hits"\} 0/, /report_columns_bytes [1-9]/, /commit_seconds_count\{what="hits"\} [1-9]/, /nodejs_eventloop_lag/, /process_resident_memory_bytes/]) {
    expect(text).toMatch(line);
  }
});

test("without a token they are told to this machine alone, and with one to whoever brings it", async () => {
  const ask = async (url: string, headers: Record<string, string>) => {
    const answer = await fetch(`${url}/metrics`, { headers: { "X-Forwarded-For": "203.0.113.9", ...headers } });
    return [answer.status, (await answer.text()).includes("postmetric_hits_accepted_total"), answer.headers.get("www-authenticate")];
  };
  const token = "a token made up for tests";
  expect(await ask(app.url, {})).toEqual([403, false, null]);
  expect(await ask(app.url, { Authorization: `Bearer ${token}` })).toEqual([403, false, null]);
  const guarded = await startApp({ metricsToken: token }, app);
  try {
    expect(await ask(guarded.url, { Authorization: `Bearer ${token}` })).toEqual([200, true, null]);
    expect(await ask(guarded.url, {})).toEqual([401, false, "Bearer"]);
    for (const wrong of [`Bearer ${token}!`, `Bearer ${token.slice(1)}`, "Bearer ", token]) expect(await ask(guarded.url, { Authorization: wrong })).toEqual([401, false, "Bearer"]);
  } finally {
    await guarded.stop();
  }
});
