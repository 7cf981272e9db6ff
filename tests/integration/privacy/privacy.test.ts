import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StripeEvent } from "../../../models/stripe-event.ts";
import type { StripeEventRecord } from "../../../models/stripe-event.ts";
import { createUser, FIRST_TEAM_ID } from "../../../server/auth/create-user.ts";
import { applyRetention } from "../../../server/privacy/apply-retention.ts";
import { openText, sealEmail } from "../../../server/shared/personal-data.ts";
import { replayStripeEvents } from "../../../server/stripe-events/replay-stripe-events.ts";
import { Website } from "../../../models/website.ts";
import { createHttpClient } from "../../factories/http-client.ts";
import type { HttpClient } from "../../factories/http-client.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { checkoutCompleted, intentSucceeded } from "../../fixtures/stripe/events.ts";

type Overview = { visitors: number; payments: number; revenue: { netMinor: number } };
type Breakdown = { rows: { value: string | null; netMinor: number }[]; unattributed: { netMinor: number } };

describe("one person's data", () => {
  let app: TestApp;
  let owner: HttpClient;
  let shop: { websiteId: string; key: string };

  beforeAll(async () => {
    app = await startApp();
    await createUser({ email: "owner@example.com", password: "a long password", now: new Date() });
    owner = createHttpClient(app.url);
    await owner.logIn("owner@example.com", "a long password");
    shop = await app.createShop();
    await Website.updateOne({ _id: shop.websiteId }, { $set: { teamId: FIRST_TEAM_ID } });
  });
  afterAll(() => app.stop());

  /** A visit by a campaign, an identify and a paid checkout. */
  async function buy(n: string): Promise<{ email: string; visitorId: string; customer: string }> {
    const [visitorId, sessionId, email, customer] = [`visitor-${n}`, `session-${n}`, `${n}@example.com`, `cus_${n}`];
    await app.post("/api/track", { websiteId: shop.websiteId, visitorId, sessionId, type: "pageview", url: "https://shop.example.com/?utm_campaign=spring" });
    await app.post("/api/identify", { site: shop.websiteId, visitorId, sessionId, email, name: `Name of ${n}` });
    await app.deliver(checkoutCompleted({ n, minor: 1_000, email, customer, metadata: { visitorId, sessionId } }, { customer_details: { email, name: `Name of ${n}`, address: { line1: `Street of ${n}` } } }), shop.websiteId);
    await app.deliver(intentSucceeded({ n, minor: 1_000, customer }), shop.websiteId);
    await app.services.processor.idle();
    return { email, visitorId, customer };
  }

  /** Every document of every collection as text, payloads opened, so that nothing hides. */
  async function dump(): Promise<string[]> {
    const collections = (await mongoose.connection.db?.listCollections().toArray()) ?? [];
    const documents = await Promise.all(collections.map(async ({ name }) => [name, await mongoose.connection.collection(name).find({}).toArray()]));
    const payloads = (await StripeEvent.find({}).lean<StripeEventRecord[]>()).map(({ payload }) => openText(payload));
    return [...documents, ["opened payloads", payloads]].map((part) => JSON.stringify(part));
  }

  /** Where a text is found: names of collections, so that a failure prints no database. */
  const traceOf = (parts: string[], trace: string) => parts.filter((part) => part.includes(trace)).map((part) => `${trace} in ${part.slice(0, 30)}`);

  test("no address lies readable in the database", async () => {
    await buy("sealed");
    const collections = (await mongoose.connection.db?.listCollections().toArray()) ?? [];
    const raw = await Promise.all(collections.map(async ({ name }) => JSON.stringify([name, await mongoose.connection.collection(name).find({}).toArray()])));
    expect(traceOf(raw, "sealed@example.com")).toEqual([]);
    expect(traceOf(raw, sealEmail("sealed@example.com")).length).toBeGreaterThanOrEqual(3);
    const { payments } = await app.ask<{ payments: { customerEmail: string }[] }>(shop.key, "/payments?limit=1");
    expect(payments[0]?.customerEmail).toBe("sealed@example.com");
    expect(((await owner.query("payments.list", { websiteId: shop.websiteId, q: "Sealed@example.com" })).data as { payments: unknown[] }).payments).toHaveLength(1);
  });

  test("all that is held can be had, by address or by visitor", async () => {
    const { email, visitorId } = await buy("exported");
    for (const person of [email, visitorId]) {
      const { data } = await owner.mutate("privacy.export", { websiteId: shop.websiteId, person });
      expect(data).toMatchObject({ emails: [email], visitors: [{ visitorId }], sessions: [{ visitorId }], identities: [{ value: email }], payments: [{ customerEmail: email, amountMinor: 1_000 }] });
      expect((data as { events: unknown[] }).events.length).toBeGreaterThan(0);
    }
    expect((await owner.mutate("privacy.export", { websiteId: shop.websiteId, person: "no@address" })).error?.message).toMatch(/not an e-mail address/);
  });

  test("erased, a person is nowhere; the money and the campaign's credit stay, also after everything is done again", async () => {
    const { email, visitorId, customer } = await buy("erased");
    const other = await buy("other");
    const before = await app.ask<Overview>(shop.key, "/reports/overview");
    expect((await owner.mutate("privacy.erase", { websiteId: shop.websiteId, person: email, confirm: "yes" })).error?.fields).toHaveProperty("confirm");
    expect((await owner.mutate("privacy.erase", { websiteId: shop.websiteId, person: email, confirm: "erase" })).data).toMatchObject({ visitors: 1, sessions: 1, identities: 1, payments: 1 });
    const check = async () => {
      const text = await dump();
      for (const trace of [email, sealEmail(email), visitorId, customer, "session-erased", "Name of erased", "Street of erased"]) expect(traceOf(text, trace)).toEqual([]);
      expect(traceOf(text, other.visitorId).length).toBeGreaterThan(3);
      const after = await app.ask<Overview>(shop.key, "/reports/overview");
      expect([after.payments, after.revenue.netMinor]).toEqual([before.payments, before.revenue.netMinor]);
      await expect.poll(async () => (await app.ask<Overview>(shop.key, "/reports/overview")).visitors, { timeout: 10_000 }).toBe(before.visitors - 1);
      const { rows, unattributed } = await app.ask<Breakdown>(shop.key, "/reports/breakdown?dimension=campaign");
      expect([rows.find(({ value }) => value === "spring")?.netMinor, unattributed.netMinor]).toEqual([before.revenue.netMinor, 0]);
    };
    await check();
    await replayStripeEvents({ now: new Date(), onProgress: () => undefined });
    await check();
    expect((await owner.mutate("privacy.erase", { websiteId: shop.websiteId, person: email, confirm: "erase" })).data).toMatchObject({ visitors: 0, payments: 0 });
    const { payments } = await app.ask<{ payments: { paymentId: string; providerPaymentId: string }[] }>(shop.key, "/payments");
    const { paymentId } = payments.find(({ providerPaymentId }) => providerPaymentId === "pi_erased") ?? {};
    expect((await owner.mutate("payments.correctLink", { websiteId: shop.websiteId, paymentId, visitorId: other.visitorId })).error?.message).toMatch(/was erased/);
  });

  test("what a website keeps no longer is deleted; payments stay, without address", async () => {
    const { email, visitorId } = await buy("retained");
    await Website.updateOne({ _id: shop.websiteId }, { $set: { retentionMonths: 1 } });
    await applyRetention(new Date());
    expect((await owner.query("visitors.get", { websiteId: shop.websiteId, visitorId })).status).toBe(200);
    const before = await app.ask<Overview>(shop.key, "/reports/overview");
    const later = new Date(Date.now() + 40 * 24 * 3_600_000);
    expect(await applyRetention(later)).toBeGreaterThan(4);
    const text = await dump();
    expect(traceOf(text, sealEmail(email))).toEqual([]);
    expect(traceOf(text, '"clientSessionId":"session-retained"')).toEqual([]);
    expect((await owner.query("visitors.get", { websiteId: shop.websiteId, visitorId })).status).toBe(404);
    expect((await app.ask<Overview>(shop.key, "/reports/overview")).revenue).toEqual(before.revenue);
  });
});
