import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TrackedEvent } from "../../../models/tracked-event.ts";
import { stripeEvent } from "../../fixtures/stripe/events.ts";
import { Website } from "../../../models/website.ts";
import { exportEvents } from "../../../server/exports/export-events.ts";
import { logInAs } from "../../factories/log-in.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

describe("tables as files", () => {
  let app: TestApp;
  let shop: { websiteId: string; key: string };
  let owner: string;
  let support: string;

  beforeAll(async () => {
    app = await startApp();
    shop = await app.createShop();
    ({ cookie: owner } = await logInAs(app, "owner"));
    ({ cookie: support } = await logInAs(app, "support"));
    const hit = { websiteId: shop.websiteId, visitorId: "visitor-1", sessionId: "session-1" };
    await app.post("/api/track", { ...hit, type: "pageview", url: "https://shop.example.com/?utm_campaign=%3DHYPERLINK(1)&utm_source=google", title: '=1+1, "quoted"\nsecond line' });
    for (const [id, amount] of [["p1", 12.5], ["p2", 1_234.56]]) {
      await app.post("/api/v1/payment", { provider: "custom", providerPaymentId: id, amount, customerEmail: "buyer@example.com", visitorId: "visitor-1", sessionId: "session-1" }, { Authorization: `Bearer ${shop.key}` });
    }
  });
  afterAll(() => app.stop());

  const get = (path: string, cookie = owner) => fetch(`${app.url}/w/${shop.websiteId}/export/${path}`, { headers: { Cookie: cookie }, redirect: "manual" });
  async function rows(path: string, cookie = owner): Promise<Record<string, string>[]> {
    const answer = await get(path, cookie);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
    const parsed = Papa.parse<Record<string, string>>((await answer.text()).replace(/^\uFEFF/, ""), { header: true, skipEmptyLines: true });
    expect(parsed.errors).toEqual([]);
    return parsed.data;
  }

  test("raw records: exact amounts, quoted text, nothing that a spreadsheet would run", async () => {
    expect((await get("payments.csv?from=2026-01-01")).headers.get("content-disposition")).toBe('attachment; filename="payments-2026-01-01.csv"');
    const payments = await rows("payments.csv");
    expect(payments.map(({ amount, currency, customer_email: email, campaign }) => [amount, currency, email, campaign])).toEqual([["12.5", "USD", "buyer@example.com", "'=HYPERLINK(1)"], ["1234.56", "USD", "buyer@example.com", "'=HYPERLINK(1)"]]);
    expect(await rows("events.csv")).toMatchObject([{ type: "pageview", path: "/", title: "'=1+1, \"quoted\"\nsecond line" }]);
    expect(await rows("sessions.csv")).toMatchObject([{ visitor_id: "visitor-1", campaign: "'=HYPERLINK(1)", page_views: "1" }]);
    expect(await rows("events.csv?from=2020-01-01&to=2020-01-02")).toEqual([]);
  });

  test("reports, as the page shows them", async () => {
    const campaigns = await rows("breakdown.csv?dimension=source");
    expect(campaigns).toMatchObject([{ source: "google", visitors: "1", net_revenue: "1247.06", payments: "2" }, { source: "(not linked)" }]);
    const days = await rows("timeseries.csv?filter_source=google");
    expect(days.reduce((sum, { net }) => sum + Number(net), 0)).toBeCloseTo(1_247.06, 6);
  });

  test("the lists, with the filters of their pages", async () => {
    expect((await app.post("/api/identify", { site: shop.websiteId, visitorId: "visitor-1", sessionId: "session-1", email: "buyer@example.com" })).ok).toBe(true);
    const { cookie: analyst } = await logInAs(app, "analyst");
    expect((await rows("visitors.csv", analyst)).map(({ identity }) => identity)).toEqual(["b•••@example.com"]);
    expect(await rows("visitors.csv")).toMatchObject([{ visitor_id: "visitor-1", identity: "buyer@example.com", source: "google", sessions: "1", payments: "2", net_revenue: "1247.06", currency: "USD" }]);
    const amounts = async (query: string) => (await rows(`payments.csv?${query}`)).map(({ amount }) => amount);
    expect(await amounts("status=succeeded&linked=true&method=metadata&q=BUYER%40example.com")).toEqual(["12.5", "1234.56"]);
    expect(await amounts("q=visitor-1&status=")).toHaveLength(2);
    for (const query of ["status=failed", "linked=false", "method=email", "q=other%40example.com", "from=2020-01-01&to=2020-01-02"]) expect(await amounts(query), query).toEqual([]);
    expect((await get("payments.csv?status=unheard")).status).toBe(400);
    expect((await rows("visitors.csv?paid=true&source=google&country=")).length).toBe(1);
    expect(await rows("visitors.csv?paid=false")).toEqual([]);
    expect((await app.deliver(stripeEvent("product.updated", { id: "prod_1", object: "product" }), shop.websiteId)).status).toBe(200);
    expect(await rows("deliveries.csv", support)).toMatchObject([{ type: "product.updated", mode: "live", endpoint: "website" }]);
    expect(await rows("deliveries.csv?type=charge.refunded&scope=website&q=", support)).toEqual([]);
    expect((await get("visitors.csv", support)).status).toBe(403);
  });

  test("who may not is told so; who may not read addresses gets them masked", async () => {
    expect((await rows("payments.csv", support)).map(({ customer_email: email }) => email)).toEqual(["b•••@example.com", "b•••@example.com"]);
    const forbidden = await get("events.csv", support);
    expect([forbidden.status, await forbidden.text()]).toEqual([403, expect.stringContaining("needs the role")]);
    const anonymous = await get("payments.csv", "");
    expect([anonymous.status, anonymous.headers.get("location")]).toEqual([303, `/login?next=${encodeURIComponent(`/w/${shop.websiteId}/export/payments.csv`)}`]);
    for (const [path, status] of [["nothing.csv", 404], ["constructor.csv", 404], ["payments.csv?from=never", 400], ["breakdown.csv?dimension=colour", 400], ["breakdown.csv?dimension=source&filter_colour=1", 400]] as const) expect((await get(path)).status, path).toBe(status);
    await Website.create({ _id: "web_others", teamId: "team_others", name: "x", domain: "x.example.com", timezone: "UTC", currency: "USD", createdAt: new Date() });
    expect((await fetch(`${app.url}/w/web_others/export/payments.csv`, { headers: { Cookie: owner } })).status).toBe(404);
  });

  test("every record once, also where thousands share an instant, and only as many read as are taken", async () => {
    const websiteId = "web_many";
    const at = (n: number) => new Date(Date.UTC(2026, 0, 1) + (n < 1_800 ? Math.floor(n / 3) : 10_000));
    await TrackedEvent.insertMany(Array.from({ length: 3_000 }, (_, n) => ({ websiteId, hitId: `hit-${n}`, visitorId: `visitor-${n}`, sessionId: "s", type: "pageview", at: at(n), path: "/" })));
    const period = { from: new Date(Date.UTC(2026, 0, 1)), to: new Date(Date.UTC(2026, 0, 2)) };
    let text = "";
    for await (const piece of exportEvents({ websiteId, period })) text += piece;
    const visitors = text.split("\r\n").slice(1).flatMap((line) => line.split(",")[2] ?? []);
    expect([visitors.length, new Set(visitors).size]).toEqual([3_000, 3_000]);

    let questions = 0;
    const real = TrackedEvent.find.bind(TrackedEvent);
    TrackedEvent.find = ((...args: Parameters<typeof real>) => ((questions += 1), real(...args))) as typeof TrackedEvent.find;
    try {
      const slow = exportEvents({ websiteId, period });
      for (let piece = 0; piece < 3; piece += 1) await slow.next();
      await slow.return(undefined);
      expect(questions).toBe(2);
    } finally {
      TrackedEvent.find = real;
    }
  });
});
