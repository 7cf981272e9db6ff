import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { Visitor } from "../../../models/visitor.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { checkoutCompleted } from "../../fixtures/stripe/events.ts";

const EMAIL = "customer@example.com";

describe("a stranger who says that he is a customer", () => {
  let app: TestApp;
  /** Within what Stripe's signatures may be off. */
  let now = new Date(Date.now() - 4 * 60_000);
  let shop: { websiteId: string; key: string };
  const stranger = { visitorId: "visitor-stranger", sessionId: "session-stranger" };
  const customer = { visitorId: "visitor-customer", sessionId: "session-customer" };

  beforeAll(async () => {
    app = await startApp({}, null, { now: () => now });
    shop = await app.createShop();
    await visit(customer, "newsletter");
    await identify(customer);
    later(1);
    await pay("metadata", { metadata: { websiteId: shop.websiteId, ...customer } });
    await pay("email", {});
    later(2);
    await visit(stranger, "forged");
  });
  afterAll(() => app.stop());

  const later = (minutes: number) => (now = new Date(now.getTime() + minutes * 60_000));
  const visit = (ids: object, campaign: string) => app.post("/api/track", { websiteId: shop.websiteId, ...ids, type: "pageview", url: `https://shop.example.com/?utm_source=x&utm_campaign=${campaign}`, referrer: "" });
  const identify = async (ids: object, more: object = {}) => app.post("/api/identify", { site: shop.websiteId, ...ids, email: EMAIL, ...more });
  async function pay(n: string, changes: object): Promise<void> {
    expect((await app.deliver(checkoutCompleted({ n: `forged-${n}`, minor: 5_000, email: EMAIL, ...changes }, {}, { at: now }), shop.websiteId)).status).toBe(200);
    await app.services.processor.idle();
  }
  const linkOf = async (n: string) => (await Payment.findOne({ websiteId: shop.websiteId, providerIds: `pi_forged-${n}` }).lean())?.link;

  test("reads nothing, and gets the same answer for an address that nobody has", async () => {
    const known = await (await identify(stranger)).text();
    const unknown = await (await identify(stranger, { email: "nobody@example.com" })).text();
    expect(known).toBe(unknown);
    expect(known).not.toMatch(/visitor-customer|newsletter|customer@/);
  });

  test("takes no credit that is there, neither from a payment by metadata nor from one by the address", async () => {
    for (const n of ["metadata", "email"]) expect(await linkOf(n)).toMatchObject({ visitorId: customer.visitorId });
    expect((await linkOf("metadata"))?.method).toBe("metadata");
    const day = now.toISOString().slice(0, 10);
    const overview = await app.ask<{ rows: { value: string; revenue: { netMinor: number } }[] }>(shop.key, `/reports/breakdown?from=${day}&to=${day}&dimension=campaign`);
    expect(JSON.stringify(overview.rows.find(({ value }) => value === "newsletter"))).toContain("10000");
  });

  test("gets at most a later payment that nothing else speaks for, and it says by what evidence", async () => {
    await pay("later", { metadata: { websiteId: shop.websiteId, ...customer } });
    expect(await linkOf("later")).toMatchObject({ visitorId: customer.visitorId, method: "metadata" });
    await pay("unsaid", {});
    const link = await linkOf("unsaid");
    expect(link?.confidence).not.toBe("certain");
    expect(JSON.stringify(link?.evidence)).toMatch(/e-mail/i);
  });

  test("does not become the customer by sending the customer's visitor id: what the server knows of that visitor stays", async () => {
    const before = await Visitor.findOne({ websiteId: shop.websiteId, visitorId: customer.visitorId }).lean();
    expect((await identify({ visitorId: customer.visitorId, sessionId: "session-other" }, { email: "thief@example.com", name: "Thief" })).status).toBeLessThan(500);
    const after = await Visitor.findOne({ websiteId: shop.websiteId, visitorId: customer.visitorId }).lean();
    expect(after).toEqual(before);
    for (const n of ["metadata", "email"]) expect(await linkOf(n)).toMatchObject({ visitorId: customer.visitorId });
  });
});
