import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CampaignCost } from "../../../models/campaign-cost.ts";
import { Website } from "../../../models/website.ts";
import type { WebsiteRecord } from "../../../models/website.ts";
import { forgetColumns, stateOf } from "../../../server/read-model/website-state.ts";
import { findFirstPayments } from "../../../server/reports/find-first-payments.ts";
import { parsePeriod } from "../../../server/reports/parse-period.ts";
import { prepareReport } from "../../../server/reports/prepare-report.ts";
import { logInAs } from "../../factories/log-in.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

describe("campaign costs", () => {
  let app: TestApp;
  let websiteId: string;
  let owner: Awaited<ReturnType<typeof logInAs>>;
  let analyst: Awaited<ReturnType<typeof logInAs>>;
  const today = new Date().toISOString().slice(0, 10);

  beforeAll(async () => {
    app = await startApp();
    const shop = await app.createShop();
    websiteId = shop.websiteId;
    owner = await logInAs(app, "owner");
    analyst = await logInAs(app, "analyst");
    for (const [visitorId, amount] of [["visitor-1", 60], ["visitor-2", 0]] as const) {
      const ids = { visitorId, sessionId: `session-${visitorId}` };
      await app.post("/api/track", { websiteId, ...ids, type: "pageview", url: "https://shop.example.com/?utm_source=google&utm_medium=cpc&utm_campaign=brand" });
      if (amount) await app.post("/api/v1/payment", { provider: "custom", providerPaymentId: visitorId, amount, ...ids }, { Authorization: `Bearer ${shop.key}` });
    }
  });
  afterAll(() => app.stop());

  test("an upload that comes again replaces; a bad one changes nothing and names its lines", async () => {
    const file = (cost: string) => `date,source,medium,campaign,cost\n${today},google,cpc,brand,${cost}\n${today},facebook,cpc,=spring,5\n`;
    expect(await owner.trpc.costs.importFile.mutate({ websiteId, csv: file("10") })).toEqual({ recorded: 2, problems: [] });
    expect(await owner.trpc.costs.importFile.mutate({ websiteId, csv: file("20") })).toEqual({ recorded: 2, problems: [] });
    expect(await owner.trpc.costs.importFile.mutate({ websiteId, csv: `${file("30")}never,x,y,z,1\n` })).toMatchObject({ recorded: 0, problems: [{ line: 4 }] });
    expect(await CampaignCost.countDocuments({ websiteId })).toBe(2);
    await owner.trpc.costs.record.mutate({ websiteId, firstDay: today, channel: "Email", amount: "1.50" });
    await expect(owner.trpc.costs.record.mutate({ websiteId, firstDay: today, channel: "Email", amount: "lots" })).rejects.toThrow(/must be a number of USD/);
    await expect(analyst.trpc.costs.importFile.mutate({ websiteId, csv: file("1") })).rejects.toThrow(/needs the role/);
  });

  test("are set against what they brought", async () => {
    const byCampaign = await analyst.trpc.costs.returns.query({ websiteId, dimension: "campaign" });
    expect(byCampaign.rows).toMatchObject([
      { value: "brand", costMinor: 2_000, netMinor: 6_000, returnOnSpend: 3, visitors: 2, costPerPaymentMinor: 2_000, costPerVisitorMinor: 1_000 },
      { value: "=spring", costMinor: 500, netMinor: 0, returnOnSpend: 0, costPerPaymentMinor: null, costPerVisitorMinor: null },
    ]);
    expect([byCampaign.total.costMinor, byCampaign.unassignedCostMinor]).toEqual([2_500, 150]);
    const byChannel = await analyst.trpc.costs.returns.query({ websiteId, dimension: "channel", model: "linear" });
    expect(byChannel.rows.map(({ value, costMinor }) => [value, costMinor])).toEqual([["Paid Search", 2_000], ["Paid Social", 500], ["Email", 150]]);
    expect((await analyst.trpc.costs.returns.query({ websiteId, from: "2020-01-01", to: "2020-01-31" })).rows).toEqual([]);
  });

  test("tell new customers from renewals, from later purchases and from those who paid before the period", async () => {
    const shop = await app.createShop();
    const ids = { visitorId: "visitor-new", sessionId: "session-new" };
    await app.post("/api/track", { websiteId: shop.websiteId, ...ids, type: "pageview", url: "https://shop.example.com/?utm_source=google&utm_campaign=brand" });
    const pay = (providerPaymentId: string, customerId: string, more: object = {}) => app.post("/api/v1/payment", { provider: "custom", providerPaymentId, amount: 10, customerId, ...ids, ...more }, { Authorization: `Bearer ${shop.key}` });
    const before = new Date(Date.now() - 40 * 86_400_000).toISOString();
    for (const [id, customer, more] of [["old-1", "cus-old", { timestamp: before }], ["old-2", "cus-old"], ["new-1", "cus-new"], ["new-2", "cus-new"], ["renewed", "cus-unseen", { renewal: true }], ["other", "cus-other"]] as const) expect((await pay(id, customer, more)).status).toBe(200);
    await owner.trpc.costs.record.mutate({ websiteId: shop.websiteId, firstDay: today, campaign: "brand", amount: "30" });
    const ask = { websiteId: shop.websiteId, dimension: "campaign", from: today, to: today } as const;
    const [row] = (await analyst.trpc.costs.returns.query(ask)).rows;
    expect(row).toMatchObject({ value: "brand", payments: 5, newCustomers: 2, costPerNewCustomerMinor: 1_500, costPerPaymentMinor: 600 });
    const shared = await analyst.trpc.costs.returns.query({ ...ask, model: "linear", window: 1 });
    expect(shared.total).toMatchObject({ newCustomers: 2, costPerNewCustomerMinor: 1_500 });
    const [all] = (await analyst.trpc.costs.returns.query({ ...ask, from: before.slice(0, 10) })).rows;
    expect(all).toMatchObject({ payments: 6, newCustomers: 3 });
    // The columns leave the memory between what is counted and what it is compared with, and others have been made for the website since.
    const website = (await Website.findById(shop.websiteId).lean()) as WebsiteRecord;
    const question = { website, period: parsePeriod({ from: today, to: today, timezone: website.timezone, now: new Date() }), filters: [] };
    const rows = await prepareReport(question);
    const known = await findFirstPayments(question, rows);
    forgetColumns(shop.websiteId);
    stateOf(shop.websiteId);
    expect(known).toHaveLength(2);
    expect(await findFirstPayments(question, rows)).toEqual(known);
  });

  test("leave as a file that can come back, and are removed one by one", async () => {
    const answer = await fetch(`${app.url}/w/${websiteId}/export/costs.csv`, { headers: { Cookie: owner.cookie } });
    const csv = await answer.text();
    expect(Papa.parse<string[]>(csv).data.map((cells) => cells[5])).toContain("'=spring");
    expect(await owner.trpc.costs.importFile.mutate({ websiteId, csv })).toEqual({ recorded: 3, problems: [] });
    const first = await owner.trpc.costs.list.query({ websiteId, limit: 2 });
    const rest = await owner.trpc.costs.list.query({ websiteId, limit: 2, cursor: first.nextCursor ?? "" });
    expect(new Set([...first.costs, ...rest.costs].map(({ costKey }) => costKey)).size).toBe(3);
    for (const { costKey } of first.costs) await owner.trpc.costs.remove.mutate({ websiteId, costKey });
    await expect(owner.trpc.costs.remove.mutate({ websiteId, costKey: first.costs[0]?.costKey ?? "" })).rejects.toThrow(/not there any more/);
    expect(await CampaignCost.countDocuments({ websiteId })).toBe(1);
  });
});
