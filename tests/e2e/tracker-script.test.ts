import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchBrowser, USER_AGENT } from "../factories/launch-browser.ts";

type Hit = { path: string; type?: string; name?: string; url?: string; params?: Record<string, string>; engagedMs?: number; visitorId: string; sessionId: string; websiteId?: string; site?: string; email?: string; hitId?: string; value?: number };

describe("the browser script, in a real browser", () => {
  let server: Server;
  let base: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let hits: Hit[] = [];
  /** While set, the server answers 503: it has too much to do. */
  let refusing = false;
  let refused = 0;
  let answer: unknown = {};
  const pages: Record<string, string> = {};

  beforeAll(async () => {
    const script = readFileSync("build/tracker/script.js");
    server = createServer((req, res) => {
      const path = (req.url ?? "/").split("?")[0] ?? "/";
      if (path === "/js/script.js" || path === "/api/track.js") return void res.writeHead(200, { "Content-Type": "text/javascript" }).end(script);
      if (req.method === "POST") {
        let body = "";
        req.on("data", (chunk: Buffer) => (body += chunk.toString()));
        req.on("end", () => {
          if (refusing) {
            refused += 1;
            return void res.writeHead(503, { "Retry-After": "1" }).end("{}");
          }
          const sent = JSON.parse(body) as Hit | Hit[];
          for (const hit of Array.isArray(sent) ? sent : [sent]) hits.push({ ...hit, path });
          res.writeHead(202).end(JSON.stringify(answer));
        });
        return;
      }
      const html = pages[path];
      res.writeHead(html === undefined ? 404 : 200, { "Content-Type": "text/html" }).end(`<!doctype html><title>t</title>${html ?? ""}`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    hits = [];
    [refusing, refused, answer] = [false, 0, {}];
    context = await browser.newContext({ userAgent: USER_AGENT });
    page = await context.newPage();
  });
  afterEach(() => context.close());

  const snippet = (more = "") => `<script defer src="/js/script.js" data-website-id="web_1" ${more}></script>`;
  async function open(path: string, html: string): Promise<void> {
    pages[path] = html;
    await page.goto(base + path);
  }
  const sent = (wanted: Partial<Hit>) => hits.filter((hit) => Object.entries(wanted).every(([key, value]) => hit[key as keyof Hit] === value));
  const arrive = (wanted: Partial<Hit>, count = 1) => expect.poll(() => sent(wanted).length, { message: JSON.stringify(wanted), timeout: 10_000 }).toBe(count);

  /** As when the tab goes to the background, or comes back. */
  const show = (state: "visible" | "hidden") =>
    page.evaluate((visibilityState) => {
      Object.defineProperty(document, "visibilityState", { value: visibilityState, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);

  test("both installs send a page view, with ids equal to the cookies", async () => {
    await open("/new", snippet());
    await arrive({ type: "pageview", websiteId: "web_1" });
    const cookies = Object.fromEntries((await context.cookies()).map((cookie) => [cookie.name, cookie]));
    const ids = await page.evaluate(() => [(window as never as { postMetric: { getVisitorId(): string; getSessionId(): string } }).postMetric].map((api) => [api.getVisitorId(), api.getSessionId()])[0]);
    expect(ids).toEqual([cookies["_pm_vid"]?.value, cookies["_pm_sid"]?.value]);
    expect([hits[0]?.visitorId, hits[0]?.sessionId]).toEqual(ids);
    expect(cookies["_pm_vid"]?.sameSite).toBe("Lax");
    const day = 86_400;
    expect((cookies["_pm_vid"]?.expires ?? 0) - Date.now() / 1_000).toBeGreaterThan(364 * day);
    expect((cookies["_pm_sid"]?.expires ?? 0) - Date.now() / 1_000).toBeLessThan(1_801);
    await open("/old", '<script src="/api/track.js?site=web_2"></script>');
    await arrive({ type: "pageview", websiteId: "web_2" });
    expect(sent({ websiteId: "web_2" })[0]?.visitorId).toBe(ids?.[0]);
  });

  test("calls made before loading are drained in order; both names are one function", async () => {
    await open("/queue", `<script id="postmetric-queue">window.postmetric = window.postmetric || function () { (window.postmetric.q = window.postmetric.q || []).push(arguments); };</script><script>postmetric("signup", {plan: "pro"}); postmetric("identify", {email: "a@example.com"}); postmetric("track", "goal", {event: "bought", value: 5});</script>${snippet()}`);
    await arrive({ name: "bought", value: 5 });
    await arrive({ name: "signup" });
    await arrive({ path: "/api/identify", email: "a@example.com", site: "web_1" });
    expect(hits.filter(({ type }) => type).map(({ type, name }) => name ?? type)).toEqual(["pageview", "signup", "bought"]);
    expect(sent({ name: "signup" })[0]?.params).toEqual({ plan: "pro" });
    expect(await page.evaluate(() => (window as never as Record<string, unknown>)["postMetric"] === (window as never as Record<string, unknown>)["postmetric"])).toBe(true);
  });

  test("goals by attribute, scroll, outbound links and downloads", async () => {
    await open("/goals", `${snippet()}<button data-postmetric-goal="add_to_cart" data-postmetric-goal-product-id="7">b</button><a id="out" href="http://elsewhere.invalid/x" target="_blank">o</a><a id="file" href="/manual.pdf" target="_blank">f</a><div style="height:4000px"></div>`);
    await page.click("button");
    await arrive({ name: "add_to_cart" });
    expect(sent({ name: "add_to_cart" })[0]?.params).toEqual({ product_id: "7" });
    await page.click("#out");
    await page.click("#file");
    await arrive({ name: "outbound_link" });
    await arrive({ name: "file_download" });
    await page.bringToFront();
    await page.mouse.wheel(0, 500);
    await page.mouse.wheel(0, 500);
    await arrive({ name: "scroll" });
  });

  test("navigation within the page, and a leave with the time in view", async () => {
    await open("/spa", snippet());
    await arrive({ type: "pageview" });
    await page.waitForTimeout(300);
    await page.evaluate(() => {
      history.pushState({}, "", "/spa/two");
      history.replaceState({ same: true }, "", "/spa/two");
    });
    await arrive({ type: "pageview" }, 2);
    await arrive({ type: "leave" });
    expect(sent({ type: "leave" })[0]).toMatchObject({ url: `${base}/spa` });
    expect(sent({ type: "leave" })[0]?.engagedMs).toBeGreaterThanOrEqual(250);
    await page.goBack();
    await arrive({ type: "pageview" }, 3);
    await page.goto("about:blank");
    await arrive({ type: "leave" }, 3);
    expect(new Set(hits.map(({ hitId }) => hitId)).size).toBe(hits.length);
  });

  test("cookieless sets nothing, excluded paths and the opt-out send nothing, twice installed counts once", async () => {
    await open("/cookieless", snippet("data-cookieless"));
    await arrive({ type: "pageview" });
    expect(await context.cookies()).toEqual([]);
    hits = [];
    await open("/admin/secret", snippet('data-exclude-paths="/admin/*, /x"'));
    // Its server may read them where somebody pays.
    expect((await context.cookies()).map(({ name }) => name).sort()).toEqual(["_pm_sid", "_pm_vid"]);
    await page.waitForTimeout(300);
    expect(sent({ url: `${base}/admin/secret` })).toEqual([]);
    await open("/twice", snippet() + snippet());
    await arrive({ url: `${base}/twice`, type: "pageview" });
    await page.evaluate(() => localStorage.setItem("postmetric_ignore", "true"));
    hits = [];
    await open("/ignored", snippet());
    await page.waitForTimeout(300);
    expect(sent({ url: `${base}/ignored` })).toEqual([]);
  });

  test("a proxied endpoint, hash routing, and a reference that is there already", async () => {
    await open("/proxied", `${snippet('data-api="/stats" data-hash-routing')}<a id="own" href="https://buy.stripe.com/a?client_reference_id=mine">p</a><a id="bare" href="https://buy.stripe.com/b">p</a>`);
    await arrive({ path: "/stats/track", type: "pageview" });
    await page.evaluate(() => (location.hash = "#/two"));
    await arrive({ path: "/stats/track", type: "pageview" }, 2);
    expect(await page.getAttribute("#own", "href")).toBe("https://buy.stripe.com/a?client_reference_id=mine");
    expect(await page.getAttribute("#bare", "href")).toMatch(/client_reference_id=pm_[0-9a-f-]{36}_[0-9a-f-]{36}$/);
  });

  test("what a busy server refuses is sent again, by this page or by the next, under the same hitId", async () => {
    refusing = true;
    await open("/busy", snippet());
    await expect.poll(() => refused).toBeGreaterThan(0);
    refusing = false;
    await arrive({ type: "pageview", url: `${base}/busy` });
    refusing = true;
    refused = 0;
    await page.evaluate(() => (window as never as { postMetric(...args: unknown[]): void }).postMetric("bought", { value: 5 }));
    await expect.poll(() => refused).toBeGreaterThan(0);
    await page.goto("about:blank");
    refusing = false;
    hits = [];
    await open("/after", snippet());
    await arrive({ name: "bought", value: 5 });
    await arrive({ type: "leave", url: `${base}/busy` });
    await arrive({ type: "pageview", url: `${base}/after` });
  });

  test("what is refused of a tab in the background is sent again there, once", async () => {
    await open("/tabs", snippet());
    await arrive({ type: "pageview" });
    refusing = true;
    await show("hidden");
    await expect.poll(() => refused).toBeGreaterThan(0);
    refusing = false;
    await arrive({ type: "leave", url: `${base}/tabs` });
    await show("visible");
    await page.waitForTimeout(500);
    expect(sent({ type: "leave" })).toHaveLength(1);
  });

  test("a browser that has beacons alone sends again what it cannot know to be taken, once the tab is looked at", async () => {
    await context.addInitScript(() => {
      Reflect.deleteProperty(Request.prototype, "keepalive");
    });
    await open("/beacons", snippet());
    await arrive({ type: "pageview" });
    refusing = true;
    await show("hidden");
    await expect.poll(() => refused).toBe(1);
    refusing = false;
    await page.waitForTimeout(500);
    expect(sent({ type: "leave" })).toEqual([]);
    await show("visible");
    await arrive({ type: "leave", url: `${base}/beacons` });
  });

  test("a website without cookies: the server's ids are taken and earlier cookies go", async () => {
    await open("/with", snippet());
    await arrive({ type: "pageview" });
    expect((await context.cookies()).length).toBe(2);
    answer = { data: { cookieless: { visitorId: "c-derived-visitor", sessionId: "c-derived-session" } } };
    await open("/without", snippet());
    await expect.poll(() => page.evaluate(() => (window as never as { postMetric: { getVisitorId(): string } }).postMetric.getVisitorId())).toBe("c-derived-visitor");
    expect(await context.cookies()).toEqual([]);
  });

  test("the script keeps to its size", () => {
    expect(gzipSync(readFileSync("build/tracker/script.js"), { level: 9 }).length).toBeLessThan(3_072);
  });
});
