import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { Website } from "../../../models/website.ts";
import { createUser } from "../../../server/auth/create-user.ts";
import { purgeDeletedWebsites } from "../../../server/websites/purge-deleted-websites.ts";
import { createHttpClient } from "../../factories/http-client.ts";
import type { HttpClient } from "../../factories/http-client.ts";
import { OWN_SECRET, startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { checkoutCompleted, intentSucceeded } from "../../fixtures/stripe/events.ts";

const PASSWORD = "a long password";
const DAY = 24 * 3_600_000;

describe("websites", () => {
  let app: TestApp;
  let owner: HttpClient;
  let teamId: string;

  beforeAll(async () => {
    app = await startApp();
    await createUser({ email: "owner@example.com", password: PASSWORD, now: new Date() });
    owner = createHttpClient(app.url);
    await owner.logIn("owner@example.com", PASSWORD);
    teamId = ((await owner.query("teams.list")).data as { teamId: string }[])[0]?.teamId ?? "";
  });
  afterAll(() => app.stop());

  async function newWebsite(name: string): Promise<string> {
    const { websiteId } = (await owner.mutate("websites.create", { name, domain: "shop.example.com", teamId })).data as { websiteId: string };
    await owner.mutate("websites.addStripeSecret", { websiteId, secret: OWN_SECRET });
    return websiteId;
  }

  const hit = (websiteId: string) => app.post("/api/track", { websiteId, visitorId: "visitor-1", sessionId: "session-1", type: "pageview", url: "https://shop.example.com/" });

  test("what is wrong with a setting is told beside its field, and nothing of it is saved", async () => {
    const websiteId = await newWebsite("Checked");
    const wrong = async (changes: Record<string, unknown>) => (await owner.mutate("websites.update", { websiteId, ...changes })).error;
    expect(await wrong({ exclusions: { ips: ["203.0.113.7", "300.1.1.1"], countries: [], hostnames: [], paths: [] } })).toMatchObject({ code: "BAD_REQUEST", fields: { "exclusions.ips.1": expect.stringMatching(/“300.1.1.1” is no IP address/) as string } });
    expect((await wrong({ exclusions: { ips: [], countries: ["Germany"], hostnames: [], paths: ["admin"] } }))?.fields).toMatchObject({ "exclusions.countries.0": expect.stringMatching(/“GERMANY” is no country code/) as string, "exclusions.paths.0": expect.stringMatching(/“admin” is no path/) as string });
    expect((await wrong({ timezone: "Mars/Base" }))?.fields).toHaveProperty("timezone");
    expect((await wrong({ currency: "XXQ" }))?.fields).toHaveProperty("currency");
    expect((await wrong({ retentionMonths: 0 }))?.fields).toHaveProperty("retentionMonths");
    expect((await wrong({ domain: "not a domain" }))?.fields).toHaveProperty("domain");
    expect((await owner.mutate("websites.update", { websiteId, retentionMonths: 14, honorPrivacySignals: true, cookieless: true })).status).toBe(200);
    expect((await owner.query("websites.get", { websiteId })).data).toMatchObject({ timezone: "UTC", retentionMonths: 14, honorPrivacySignals: true, cookieless: true });
  });

  test("a deleted website stops at once, loses no payment, and comes back as it was", async () => {
    const websiteId = await newWebsite("Undo me");
    expect((await hit(websiteId)).status).toBe(202);
    const { key } = (await owner.mutate("apiKeys.create", { websiteId, name: "k" })).data as { key: string };
    expect((await owner.mutate("websites.remove", { websiteId, confirm: "undo me" })).error?.fields).toHaveProperty("confirm");
    expect((await owner.mutate("websites.remove", { websiteId, confirm: "Undo me" })).status).toBe(200);
    expect((await hit(websiteId)).status).toBe(404);
    expect((await owner.query("websites.get", { websiteId })).status).toBe(404);
    expect((await fetch(`${app.url}/api/v1/payments`, { headers: { Authorization: `Bearer ${key}` } })).status).toBe(401);
    expect((await app.deliver(intentSucceeded({ n: "undo", minor: 700, metadata: {} }), websiteId)).status).toBe(200);
    expect((await app.deliver(checkoutCompleted({ n: "undo-shared", minor: 300, metadata: { websiteId } }))).status).toBe(200);
    await app.services.processor.idle();
    expect((await owner.query("teams.get", { teamId })).data).toMatchObject({ deletedWebsites: [{ websiteId, name: "Undo me" }] });
    expect((await owner.mutate("teams.restoreWebsite", { teamId, websiteId })).status).toBe(200);
    expect((await hit(websiteId)).status).toBe(202);
    const { payments } = (await owner.query("payments.list", { websiteId })).data as { payments: { amountMinor: number }[] };
    expect(payments.map(({ amountMinor }) => amountMinor).sort()).toEqual([300, 700]);
    expect((await owner.mutate("teams.restoreWebsite", { teamId, websiteId })).status).toBe(404);
  });

  test("after 30 days every document of it is gone, by one server, and no other website's", async () => {
    const [gone, stays] = [await newWebsite("Gone"), await newWebsite("Stays")];
    for (const websiteId of [gone, stays]) {
      expect((await hit(websiteId)).status).toBe(202);
      await owner.mutate("apiKeys.create", { websiteId, name: "k" });
      expect((await app.deliver(intentSucceeded({ n: `purge-${websiteId}`, minor: 700, metadata: {} }), websiteId)).status).toBe(200);
    }
    await app.services.processor.idle();
    await owner.mutate("websites.remove", { websiteId: gone, confirm: "Gone" });
    expect(await purgeDeletedWebsites(new Date(Date.now() + 29 * DAY))).toEqual([]);
    const late = new Date(Date.now() + 31 * DAY);
    const answers = await Promise.all([purgeDeletedWebsites(late), purgeDeletedWebsites(late)]);
    expect(answers.filter(Boolean).flat()).toEqual([gone]);
    const counts = async (websiteId: string) => Promise.all(Object.values(mongoose.models).filter((model) => model.schema.path("websiteId")).map((model) => model.countDocuments({ websiteId })));
    expect((await counts(gone)).every((count) => count === 0)).toBe(true);
    expect((await counts(stays)).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(6);
    expect(await Website.countDocuments({ _id: gone })).toBe(0);
    expect(await Payment.countDocuments({ websiteId: stays })).toBe(1);
  });

  test("an owner of both teams gives a website to the other one", async () => {
    const websiteId = await newWebsite("Moving");
    const { teamId: other } = (await owner.mutate("teams.create", { name: "Other" })).data as { teamId: string };
    await createUser({ email: "neighbour@example.com", password: PASSWORD, now: new Date() });
    const neighbour = createHttpClient(app.url);
    await neighbour.logIn("neighbour@example.com", PASSWORD);
    const foreign = ((await neighbour.query("teams.list")).data as { teamId: string }[])[0]?.teamId;
    expect((await owner.mutate("websites.transfer", { websiteId, toTeamId: foreign })).status).toBe(404);
    expect((await owner.mutate("websites.transfer", { websiteId, toTeamId: other })).status).toBe(200);
    expect((await owner.query("websites.get", { websiteId })).data).toMatchObject({ teamId: other });
  });

  test("a public dashboard shows figures of its website alone, to whoever has the address, until it is closed", async () => {
    const websiteId = await newWebsite("Shared");
    await hit(websiteId);
    await app.deliver(checkoutCompleted({ n: "shared", minor: 900, email: "secret.buyer@example.com", metadata: {} }), websiteId);
    await app.services.processor.idle();
    const { link } = (await owner.mutate("websites.createPublicLink", { websiteId })).data as { link: string };
    const publicId = /\/share\/([\w-]{43})$/.exec(link)?.[1];
    const anyone = createHttpClient(app.url);
    const answers = [
      await anyone.query("share.website", { publicId }),
      await anyone.query("share.overview", { publicId }),
      await anyone.query("share.breakdown", { publicId, dimension: "channel" }),
      await anyone.query("share.timeseries", { publicId, interval: "day", metrics: ["visitors"] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers[0]?.data).toEqual({ name: "Shared", domain: "shop.example.com", timezone: "UTC", currency: "USD", currencyExponent: 2 });
    expect(answers[1]?.data).toMatchObject({ visitors: 1, revenue: { netMinor: 900 } });
    for (const secret of [websiteId, "secret.buyer", "whsec_"]) expect(JSON.stringify(answers)).not.toContain(secret);
    expect((await anyone.query("payments.list", { websiteId })).status).toBe(401);
    await owner.mutate("websites.revokePublicLink", { websiteId });
    expect((await anyone.query("share.overview", { publicId })).status).toBe(404);
    expect((await anyone.query("share.overview", { publicId: "null" })).status).toBe(404);
  });
});
