import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { StripeEvent } from "../../../models/stripe-event.ts";
import { processStripeEvents } from "../../../server/stripe-events/process-stripe-events.ts";
import { addLemonSqueezySecret } from "../../../server/websites/lemonsqueezy-secrets.ts";
import { APP_SECRET, startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

const SECRET = "made-up-signing-secret";

type Attributes = Record<string, unknown>;

/** Lemon Squeezy's shapes: amounts in minor units, ids as numbers, times as ISO text. */
const order = (changes: Attributes = {}) => ({ store_id: 1, customer_id: 77, identifier: "0b8f2c1e-5a57-4a3e-9d1c-3f2b6a7c8d9e", order_number: 5, user_name: "A Buyer", user_email: "Buyer@Example.com", currency: "USD", currency_rate: "1.0000", subtotal: 4_900, discount_total: 0, tax: 0, total: 4_900, refunded_amount: 0, status: "paid", refunded: false, refunded_at: null, test_mode: false, created_at: "2026-01-01T12:00:00.000000Z", updated_at: "2026-01-01T12:00:00.000000Z", ...changes });
const invoiced = (changes: Attributes = {}) => ({ store_id: 1, subscription_id: 31, customer_id: 77, user_email: "Buyer@Example.com", billing_reason: "initial", status: "paid", currency: "USD", subtotal: 4_900, total: 4_900, refunded_amount: 0, refunded: false, test_mode: false, created_at: "2026-01-01T12:00:05.000000Z", updated_at: "2026-01-01T12:00:05.000000Z", ...changes });
const event = (name: string, type: string, id: string, attributes: Attributes, custom: Attributes = {}) => ({ meta: { event_name: name, custom_data: custom }, data: { type, id, attributes } });

describe("Lemon Squeezy, a second provider through the same facts", () => {
  let app: TestApp;
  let shop: { websiteId: string; key: string };
  beforeAll(async () => {
    app = await startApp();
    shop = await app.createShop();
    await addLemonSqueezySecret({ websiteId: shop.websiteId, secret: SECRET, appSecret: APP_SECRET, now: new Date() });
  });
  afterAll(() => app.stop());

  function send(body: string, options: { secret?: string; websiteId?: string | null; signature?: string } = {}): Promise<Response> {
    const { secret = SECRET, websiteId = shop.websiteId } = options;
    const signature = options.signature ?? createHmac("sha256", secret).update(body).digest("hex");
    return fetch(`${app.url}/api/webhooks/lemonsqueezy${websiteId ? `/${websiteId}` : ""}`, { method: "POST", body, headers: { "Content-Type": "application/json", ...(signature ? { "X-Signature": signature } : {}) } });
  }
  async function payments(): Promise<{ providerPaymentId: string; provider: string; status: string; amountMinor: number; refundedMinor: number; kind: string; customerEmail: string | null; visitorId: string | null; link: { method: string } }[]> {
    await app.services.processor.idle();
    return (await app.ask<{ payments: Awaited<ReturnType<typeof payments>> }>(shop.key, "/payments")).payments;
  }

  test("an order with the visitor's ids is linked; the same delivery twice, its refund, and the API's word of it stay one payment", async () => {
    await app.post("/api/track", { websiteId: shop.websiteId, visitorId: "visitor-ls", sessionId: "session-ls", type: "pageview", url: "https://shop.example.com/" });
    const body = JSON.stringify(event("order_created", "orders", "1", order({ created_at: new Date(Date.now() + 60_000).toISOString() }), { website_id: shop.websiteId, visitor_id: "visitor-ls" }));
    expect(await (await send(body)).json()).toEqual({ received: true });
    expect(await (await send(body)).json()).toEqual({ received: true, duplicate: true });
    expect(await payments()).toMatchObject([{ provider: "lemonsqueezy", providerPaymentId: "1", status: "succeeded", amountMinor: 4_900, customerEmail: "buyer@example.com", visitorId: "visitor-ls", link: { method: "metadata" } }]);
    await send(JSON.stringify(event("order_refunded", "orders", "1", order({ status: "partial_refund", refunded: true, refunded_amount: 900, refunded_at: "2026-11-05T08:00:00.000000Z" }))));
    await app.post("/api/v1/payment", { provider: "lemonsqueezy", providerPaymentId: "1", amount: 49 }, { Authorization: `Bearer ${shop.key}` });
    expect(await payments()).toMatchObject([{ status: "partially_refunded", amountMinor: 4_900, refundedMinor: 900 }]);
    expect((await Payment.findOne({ websiteId: shop.websiteId, key: "1" }).lean())?.refunds).toMatchObject([{ amountMinor: 900, at: new Date("2026-11-05T08:00:00Z") }]);
  });

  test("a subscription's order and first invoice are one payment in either order, its renewal another", async () => {
    const told = [
      event("subscription_payment_success", "subscription-invoices", "900", invoiced()),
      event("subscription_created", "subscriptions", "31", { order_id: 2, customer_id: 77, user_email: "buyer@example.com", status: "active", created_at: "2026-01-01T12:00:03.000000Z", test_mode: false }),
      event("order_created", "orders", "2", order({ identifier: "second" })),
      event("subscription_payment_failed", "subscription-invoices", "901", invoiced({ billing_reason: "renewal", status: "pending", created_at: "2026-02-01T12:00:00.000000Z" })),
      event("subscription_payment_success", "subscription-invoices", "901", invoiced({ billing_reason: "renewal", created_at: "2026-02-01T12:00:00.000000Z" })),
    ];
    for (const one of told) {
      expect((await send(JSON.stringify(one))).status).toBe(200);
      await app.services.processor.idle();
    }
    const found = (await payments()).filter(({ providerPaymentId }) => providerPaymentId !== "1").map(({ providerPaymentId, status, amountMinor, kind }) => [providerPaymentId, status, amountMinor, kind]);
    expect(found.sort()).toEqual([["2", "succeeded", 4_900, "subscription_initial"], ["subscription-invoice:901", "succeeded", 4_900, "subscription_renewal"]]);
  });

  test("events that are done together each say what they did", async () => {
    const bodies = ["11", "12"].map((id) => JSON.stringify(event("order_created", "orders", id, order({ identifier: `of-${id}` }))));
    for (const body of bodies) await send(body);
    await app.services.processor.idle();
    const stored = await StripeEvent.find({ websiteId: shop.websiteId, objectIds: { $in: ["lemonsqueezy:orders:11", "lemonsqueezy:orders:12"] } }).lean();
    await processStripeEvents(shop.websiteId, stored.map(({ eventId }) => eventId), new Date());
    const outcomes = (await StripeEvent.find({ eventId: { $in: stored.map(({ eventId }) => eventId) } }).lean()).map(({ outcome }) => outcome);
    expect(outcomes).toEqual([expect.stringMatching(/^Part of payment pay_/), expect.stringMatching(/^Part of payment pay_/)]);
  });

  test("what a sender gets wrong is told", async () => {
    const body = JSON.stringify(event("order_created", "orders", "3", order()));
    const refusal = async (answer: Response) => [answer.status, ((await answer.json()) as { error: { message: string } }).error.message];
    expect(await refusal(await send(body, { secret: "another-secret" }))).toEqual([400, expect.stringMatching(/No signing secret fits/)]);
    expect(await refusal(await send(body, { signature: "nonsense" }))).toEqual([400, expect.stringMatching(/64 hexadecimal/)]);
    expect(await refusal(await fetch(`${app.url}/api/webhooks/lemonsqueezy/${shop.websiteId}`, { method: "POST", body }))).toEqual([400, expect.stringMatching(/missing/)]);
    expect(await refusal(await send("[]"))).toEqual([400, expect.stringMatching(/not a Lemon Squeezy event/)]);
    expect(await refusal(await send("{"))).toEqual([400, expect.stringMatching(/not JSON/)]);
    expect(await refusal(await send(body, { websiteId: "web_unknown" }))).toEqual([404, expect.stringMatching(/no website/)]);
    expect(await refusal(await send(body, { websiteId: null }))).toEqual([503, expect.stringMatching(/LEMONSQUEEZY_WEBHOOK_SECRET/)]);
  });
});
