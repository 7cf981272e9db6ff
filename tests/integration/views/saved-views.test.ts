import { afterAll, beforeAll, expect, test } from "vitest";
import { logInAs } from "../../factories/log-in.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

test("views are one's own unless shared, replaced under their name, and removed by who made them", async () => {
  const { websiteId } = await app.createShop();
  const [owner, analyst, support] = [await logInAs(app, "owner"), await logInAs(app, "analyst"), await logInAs(app, "support")];
  await owner.trpc.views.save.mutate({ websiteId, name: "Mine", page: "", query: "?period=7d" });
  await owner.trpc.views.save.mutate({ websiteId, name: "Germany", page: "funnels", query: "filter_country=DE", shared: true });
  await owner.trpc.views.save.mutate({ websiteId, name: "Mine", page: "", query: "period=90d" });
  expect(await owner.trpc.views.list.query({ websiteId })).toMatchObject([{ name: "Germany", shared: true, own: true }, { name: "Mine", query: "period=90d" }]);
  const seen = await analyst.trpc.views.list.query({ websiteId });
  expect(seen).toMatchObject([{ name: "Germany", page: "funnels", own: false }]);
  await expect(analyst.trpc.views.remove.mutate({ websiteId, viewId: seen[0]?.viewId ?? "" })).rejects.toThrow(/no such view of yours/);
  await owner.trpc.views.remove.mutate({ websiteId, viewId: seen[0]?.viewId ?? "" });
  expect(await analyst.trpc.views.list.query({ websiteId })).toEqual([]);
  await expect(support.trpc.views.list.query({ websiteId })).rejects.toThrow(/needs the role/);
  await expect(owner.trpc.views.save.mutate({ websiteId, name: " ", page: "", query: "" })).rejects.toThrow(/name/);
  await expect(owner.trpc.views.save.mutate({ websiteId, name: "x", page: "//evil.example.com?", query: "" })).rejects.toThrow(/no page/);
});
