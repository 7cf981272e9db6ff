import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordCheckouts } from "../../../server/payments/record-checkout.ts";
import { logInAs } from "../../factories/log-in.ts";
import { playHit } from "../../factories/play-hit.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

const MINUTE = 60_000;
const DAY = 24 * 3_600_000;

describe("goals, funnels, retention, customers and subscriptions over real records", () => {
  let app: TestApp;
  let websiteId: string;
  let owner: Awaited<ReturnType<typeof logInAs>>;
  const now = Date.now();

  beforeAll(async () => {
    app = await startApp();
    const shop = await app.createShop();
    websiteId = shop.websiteId;
    owner = await logInAs(app, "owner");
    const visit = (visitor: number, ageMs: number, steps: { path?: string; goal?: string; value?: number }[], campaign?: string) =>
      app.services.recorder.record(
        steps.map(({ path = "/", goal = null, value = null }, index) => ({
          ...playHit({ websiteId, visitorId: `visitor-${visitor}`, clientSessionId: `session-${visitor}-${ageMs}`, at: new Date(now - ageMs + index * MINUTE), path, goal, country: visitor % 2 ? "DE" : "US", ...(index === 0 && campaign ? { campaign } : {}) }),
          value,
        })),
      );
    const pay = (visitor: number, id: string, ageMs: number, amount: number, renewal = false) =>
      app.post("/api/v1/payment", { provider: "custom", providerPaymentId: id, amount, visitorId: `visitor-${visitor}`, customerId: `cus_${visitor}`, timestamp: new Date(now - ageMs).toISOString(), renewal }, { Authorization: `Bearer ${shop.key}` });
    // All go pricing → signup → paid; 2 never signs up, 3 signs up before pricing, 4 pays too late.
    await visit(1, 2 * DAY, [{ path: "/pricing" }, { goal: "signup", value: 5 }, { path: "/checkout" }], "spring");
    await pay(1, "p1", 2 * DAY - 10 * MINUTE, 100);
    await visit(2, 2 * DAY, [{ path: "/pricing/pro" }]);
    await visit(3, 2 * DAY, [{ goal: "signup", value: 7 }, { path: "/pricing" }]);
    await visit(4, 20 * DAY, [{ path: "/pricing" }, { goal: "signup" }], "spring");
    await pay(4, "p4", 2 * DAY, 40);
    await visit(1, DAY, [{ path: "/" }]);
    await pay(1, "p1r", DAY / 2, 10, true);
  });
  afterAll(() => app.stop());

  test("goals with conversion, value and money", async () => {
    const { visitors, goals } = await owner.trpc.insights.goals.query({ websiteId });
    expect([visitors, goals]).toMatchObject([4, [{ name: "signup", count: 3, visitors: 3, conversionRate: 0.75, value: 12, visitorNetMinor: 15_000 }]]);
    const { rows } = await owner.trpc.insights.goalBreakdown.query({ websiteId, goal: "signup", dimension: "country" });
    expect(rows).toMatchObject([{ value: "DE", visitors: 2, converted: 2, goalValue: 12 }, { value: "US", visitors: 2, converted: 1 }]);
    expect((await owner.trpc.insights.goals.query({ websiteId, filters: { country: "FR" } })).goals).toEqual([]);
    expect((await owner.trpc.insights.goalBreakdown.query({ websiteId, goal: "nothing", dimension: "country" })).rows.map(({ converted }) => converted)).toEqual([0, 0]);
  });

  test("a funnel in order, within its window, with the money from each step on", async () => {
    const steps = ["page:/pricing*", "goal:signup", "paid"];
    const { steps: report } = await owner.trpc.insights.funnel.query({ websiteId, steps, windowDays: 7 });
    expect(report.map(({ visitors, left, netMinor }) => [visitors, left, netMinor])).toEqual([[4, 0, 15_000], [2, 2, 15_000], [1, 1, 11_000]]);
    expect((await owner.trpc.insights.funnel.query({ websiteId, steps, windowDays: 30 })).steps.map(({ visitors }) => visitors)).toEqual([4, 2, 2]);
    expect((await owner.trpc.insights.funnel.query({ websiteId, steps, windowDays: 30, filters: { campaign: "spring", not_country: "US" } })).steps.map(({ visitors }) => visitors)).toEqual([1, 1, 1]);
    expect((await owner.trpc.insights.funnel.query({ websiteId, steps: ["page:/pricing", "checkout"], windowDays: 1 })).steps.map(({ visitors }) => visitors)).toEqual([3, 1]);
    const checkout = (visitorId: string | null, checkoutId: string, livemode: boolean) => recordCheckouts(websiteId, [{ provider: "stripe", livemode, checkoutId, state: "expired", startedAt: new Date(now - 2 * DAY + 5 * MINUTE), endedAt: new Date(now - DAY), visitorId, sessionId: null, amountMinor: null, currency: null }]);
    for (const [visitorId, id, live] of [["visitor-3", "cs_3", true], ["visitor-2", "cs_2", false], [null, "cs_nobody", true], ["never-seen", "cs_5", true]] as const) await checkout(visitorId, id, live);
    const toCheckout = async (filters: Record<string, string>) => (await owner.trpc.insights.funnel.query({ websiteId, steps: ["page:/pricing*", "checkout"], windowDays: 1, filters })).steps.map(({ visitors }) => visitors);
    expect(await toCheckout({})).toEqual([4, 2]);
    expect(await toCheckout({ country: "US" })).toEqual([2, 0]);
    expect(await toCheckout({ country: "DE", not_campaign: "spring" })).toEqual([1, 1]);
    for (const odd of ["page:/.*", "page:/(a+)+$", "page:/[", "page:/$where"]) expect((await owner.trpc.insights.funnel.query({ websiteId, steps: [odd, "paid"] })).steps[0]?.visitors).toBe(0);
    for (const [bad, words] of [[["paid"], /2 to 8 steps/], [Array.from({ length: 9 }, () => "paid"), /2 to 8 steps/], [["page:pricing", "paid"], /Step 1 must be a path/], [["paid", "goal:Sign Up"], /Step 2 must be a goal/], [["paid", "$where"], /Step 2 must be page/]] as const) {
      await expect(owner.trpc.insights.funnel.query({ websiteId, steps: [...bad] })).rejects.toThrow(words);
      await expect(owner.trpc.funnels.save.mutate({ websiteId, name: "x", steps: [...bad], windowDays: 7 })).rejects.toThrow(words);
    }
    await owner.trpc.funnels.save.mutate({ websiteId, name: "To paid", steps, windowDays: 7 });
    await owner.trpc.funnels.save.mutate({ websiteId, name: "To paid", steps, windowDays: 14 });
    const [saved] = await owner.trpc.funnels.list.query({ websiteId });
    expect(saved).toMatchObject({ name: "To paid", windowDays: 14 });
    await owner.trpc.funnels.remove.mutate({ websiteId, funnelId: saved?.funnelId ?? "" });
    expect(await owner.trpc.funnels.list.query({ websiteId })).toEqual([]);
  });

  test("cohorts and customers", async () => {
    const { cohorts } = await owner.trpc.insights.retention.query({ websiteId, unit: "month", count: 3 });
    expect(cohorts.reduce((sum, { visitors }) => sum + visitors, 0)).toBe(4);
    for (const { visitors, returned } of cohorts) expect(returned[0]).toBe(visitors);
    expect((await owner.trpc.insights.retention.query({ websiteId, filters: { campaign: "spring" } })).cohorts.reduce((sum, { visitors }) => sum + visitors, 0)).toBe(2);
    await owner.trpc.costs.record.mutate({ websiteId, firstDay: new Date(now - 2 * DAY).toISOString().slice(0, 10), source: "newsletter", medium: "email", amount: "30" });
    const report = await owner.trpc.insights.customers.query({ websiteId });
    expect(report.channels).toEqual([{ channel: "Email", customers: 2, payments: 3, netMinor: 15_000 }]);
    expect(report.cohorts.reduce((sum, { netMinor }) => sum + netMinor.reduce((all, minor) => all + minor, 0), 0)).toBe(15_000);
    expect(report.cohorts.reduce((sum, { costMinor }) => sum + costMinor, 0)).toBe(3_000);
    expect([report.touches.counts[0], report.hoursToPurchase.counts.reduce((sum, count) => sum + count, 0)]).toEqual([2, 2]);
  });

  test("a website without data, impossible periods and unknown filters get clear answers", async () => {
    const empty = (await app.createShop("empty.example.com")).websiteId;
    const { insights } = owner.trpc;
    expect((await insights.goals.query({ websiteId: empty })).goals).toEqual([]);
    expect((await insights.funnel.query({ websiteId: empty, steps: ["page:/", "paid"] })).steps.map(({ visitors, fromFirst }) => [visitors, fromFirst])).toEqual([[0, 0], [0, 0]]);
    expect((await insights.retention.query({ websiteId: empty })).cohorts).toHaveLength(12);
    expect((await insights.customers.query({ websiteId: empty })).channels).toEqual([]);
    expect((await insights.subscriptions.query({ websiteId: empty })).channels).toEqual([]);
    await expect(insights.goals.query({ websiteId, from: "2026-02-30" })).rejects.toThrow(/^from must/);
    await expect(insights.goals.query({ websiteId, from: "2026-02-03", to: "2026-02-01" })).rejects.toThrow(/from must be before/);
    await expect(insights.funnel.query({ websiteId, steps: ["paid", "paid"], filters: { colour: "red" } })).rejects.toThrow(/filter_colour is unknown/);
    await expect(insights.retention.query({ websiteId, unit: "year" as "week" })).rejects.toThrow(/unit/);
    for (const value of ["$gt", ".*", "(", "\u0000", "{\"$ne\":1}"]) expect((await insights.goals.query({ websiteId, filters: { campaign: value, contains_page: value } })).goals).toEqual([]);
  });

  test("each of them as a file", async () => {
    for (const path of ["goals.csv", "goal.csv?goal=signup&dimension=country", "funnel.csv?steps=page:/pricing*%0Apaid&window=7", "retention.csv?unit=month", "payback.csv", "customers.csv", "subscriptions.csv?months=6", "returns.csv?dimension=channel"]) {
      const answer = await fetch(`${app.url}/w/${websiteId}/export/${path}`, { headers: { Cookie: owner.cookie } });
      expect([path, answer.status, (await answer.text()).split("\r\n").length > 2]).toEqual([path, 200, true]);
    }
    expect((await fetch(`${app.url}/w/${websiteId}/export/funnel.csv?steps=paid`, { headers: { Cookie: owner.cookie } })).status).toBe(400);
  });
});
