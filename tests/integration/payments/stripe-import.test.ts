import { http, HttpResponse, passthrough } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StripeImport } from "../../../models/stripe-import.ts";
import { Subscription } from "../../../models/subscription.ts";
import { getImportProgress } from "../../../server/stripe-events/import/get-import-progress.ts";
import { findDueImports, runStripeImport } from "../../../server/stripe-events/import/run-stripe-import.ts";
import { startStripeImport } from "../../../server/stripe-events/import/start-stripe-import.ts";
import { charge } from "../../fixtures/stripe/charge.ts";
import { checkoutSession, subscriptionSession } from "../../fixtures/stripe/checkout-session.ts";
import { stripeEvent } from "../../fixtures/stripe/events.ts";
import { invoice, invoicePayment, paymentsOf } from "../../fixtures/stripe/invoice.ts";
import { paymentIntent } from "../../fixtures/stripe/payment-intent.ts";
import { dispute, refund } from "../../fixtures/stripe/refund-and-dispute.ts";
import { subscription } from "../../fixtures/stripe/subscription-and-customer.ts";
import { APP_SECRET, startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";

const KEY = "rk_live_madeUp0123456789";
const CREATED = 1_767_268_500;

/** Sixty payments by card, one of them refunded in part, one lost in a dispute; a subscription; a purchase of another website. */
const numbers = Array.from({ length: 60 }, (_, index) => index);
const account: Record<string, { id: string }[]> = {
  "/v1/checkout/sessions": [
    subscriptionSession({ id: "cs_sub", invoice: "in_sub", subscription: "sub_a" }),
    checkoutSession({ id: "cs_other", payment_intent: "pi_other", metadata: { websiteId: "web_another" } }),
    ...numbers.map((n) => checkoutSession({ id: `cs_${n}`, payment_intent: `pi_${n}`, amount_total: 1_000, customer: null })),
  ],
  "/v1/invoices": [invoice({ id: "in_sub", payments: paymentsOf(invoicePayment({ invoice: "in_sub", payment: { type: "payment_intent", payment_intent: "pi_sub" } })) })],
  "/v1/payment_intents": [paymentIntent({ id: "pi_sub", latest_charge: "ch_sub" }), paymentIntent({ id: "pi_other", latest_charge: "ch_other" }), ...numbers.map((n) => paymentIntent({ id: `pi_${n}`, latest_charge: `ch_${n}`, amount: 1_000, amount_received: 1_000, customer: null }))],
  "/v1/charges": numbers.map((n) => charge({ id: `ch_${n}`, payment_intent: `pi_${n}`, amount: 1_000, amount_captured: 1_000, customer: null, amount_refunded: n === 3 ? 250 : 0 })),
  "/v1/refunds": [refund({ id: "re_3", charge: "ch_3", payment_intent: "pi_3", amount: 250 })],
  "/v1/disputes": [dispute({ id: "du_4", charge: "ch_4", payment_intent: "pi_4", amount: 1_000, status: "lost" })],
  "/v1/subscriptions": [subscription()],
};

describe("importing past payments", () => {
  let app: TestApp;
  const requests: string[] = [];
  let slowDown = 0;
  let away = false;
  const stripe = setupServer(
    http.all(/^http:\/\/127\.0\.0\.1/, () => passthrough()),
    http.get("https://api.stripe.com/*", ({ request }) => {
      const url = new URL(request.url);
      const key = request.headers.get("Authorization") ?? "";
      if (away) return HttpResponse.error();
      requests.push(`${url.pathname}${url.search}`);
      if (key.includes("Unknown")) return HttpResponse.json({ error: { type: "invalid_request_error", message: "Invalid API Key provided" } }, { status: 401 });
      if (key.includes("NoDisputes") && url.pathname === "/v1/disputes") return HttpResponse.json({ error: { type: "invalid_request_error", message: "The provided key does not have the required permissions" } }, { status: 403 });
      if (slowDown > 0 && url.searchParams.get("limit") !== "1") {
        slowDown -= 1;
        return HttpResponse.json({ error: { type: "invalid_request_error", message: "Request rate limit exceeded" } }, { status: 429, headers: { "Retry-After": "7" } });
      }
      const all = account[url.pathname] ?? [];
      const start = url.searchParams.has("starting_after") ? all.findIndex(({ id }) => id === url.searchParams.get("starting_after")) + 1 : 0;
      const limit = Number(url.searchParams.get("limit"));
      return HttpResponse.json({ object: "list", url: url.pathname, has_more: start + limit < all.length, data: all.slice(start, start + limit) });
    }),
  );
  beforeAll(async () => {
    stripe.listen({ onUnhandledRequest: "error" });
    app = await startApp();
  });
  afterAll(async () => {
    await app.stop();
    stripe.close();
  });

  const run = (websiteId: string, now: Date, pages = Number.POSITIVE_INFINITY) => {
    let left = pages;
    return runStripeImport({ websiteId, appSecret: APP_SECRET, now: () => now, stopped: () => left-- <= 0 });
  };
  type Overview = { payments: number; revenue: { grossMinor: number; refundedMinor: number; disputeLostMinor: number; netMinor: number } };
  const overview = (key: string) => app.ask<Overview>(key, "/reports/overview?from=2026-01-01&to=2026-01-31");

  test("page by page, over a restart and Stripe's asking to slow down, without counting twice what webhooks brought", async () => {
    const { websiteId, key } = await app.createShop();
    // What webhooks told before, and tell again after.
    const told = stripeEvent("payment_intent.succeeded", paymentIntent({ id: "pi_5", latest_charge: "ch_5", amount: 1_000, amount_received: 1_000, customer: null }), { at: new Date(CREATED * 1_000) });
    await app.deliver(told, websiteId);
    const now = new Date();
    await startStripeImport({ websiteId, key: KEY, appSecret: APP_SECRET, now });
    expect(JSON.stringify(await StripeImport.find({ websiteId }).lean())).not.toContain(KEY);
    slowDown = 1;
    await run(websiteId, now);
    expect(await getImportProgress(websiteId)).toMatchObject({ status: "running", problem: "Stripe asked to slow down", waitsUntil: new Date(now.getTime() + 7_000).toISOString() });
    await run(websiteId, new Date(now.getTime() + 6_000));
    expect((await getImportProgress(websiteId))?.steps[0]).toMatchObject({ name: "checkouts", read: 0, state: "reading" });
    // One page, then the server is stopped: another one goes on behind that page.
    await run(websiteId, new Date(now.getTime() + 8_000), 1);
    expect((await getImportProgress(websiteId))?.steps[0]).toMatchObject({ read: 50, state: "reading" });
    await run(websiteId, new Date(now.getTime() + 9_000));
    expect(requests.filter((request) => request.startsWith("/v1/checkout/sessions") && request.includes("starting_after"))).toHaveLength(1);
    const progress = await getImportProgress(websiteId);
    expect(progress).toMatchObject({ status: "done", problem: null });
    expect(progress?.steps.map(({ name, read }) => [name, read])).toEqual([["checkouts", 62], ["invoices", 1], ["payments", 62], ["charges", 60], ["refunds", 1], ["disputes", 1], ["subscriptions", 1]]);
    expect(progress?.foreign).toBe(2);
    expect(await StripeImport.findOne({ websiteId }).lean()).toMatchObject({ sealedKey: null });
    const expected = { payments: 61, revenue: { grossMinor: 70_000, refundedMinor: 250, disputeLostMinor: 1_000, netMinor: 68_750 } };
    expect(await overview(key)).toMatchObject(expected);
    expect(await Subscription.findOne({ websiteId }).lean()).toMatchObject({ subscriptionId: "sub_a", status: "active", monthlyMinor: 10_000 });
    await app.deliver(stripeEvent("charge.succeeded", charge({ id: "ch_6", payment_intent: "pi_6", amount: 1_000, amount_captured: 1_000, customer: null }), { at: new Date((CREATED + 40) * 1_000) }), websiteId);
    await app.services.processor.idle();
    await startStripeImport({ websiteId, key: KEY, appSecret: APP_SECRET, now });
    await run(websiteId, now);
    expect(await overview(key)).toMatchObject(expected);
  });

  test("Stripe away in the middle: the state says so, nothing that was read is lost, and it goes on by itself", async () => {
    const { websiteId, key } = await app.createShop();
    const now = new Date();
    const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
    away = true;
    await expect(startStripeImport({ websiteId, key: KEY, appSecret: APP_SECRET, now })).rejects.toThrow(/could not be reached/);
    expect(await getImportProgress(websiteId)).toBeNull();
    away = false;
    await startStripeImport({ websiteId, key: KEY, appSecret: APP_SECRET, now });
    await run(websiteId, now, 1);
    away = true;
    await run(websiteId, later(1));
    const waiting = await getImportProgress(websiteId);
    expect(waiting).toMatchObject({ status: "running", problem: "Stripe could not be reached" });
    expect(waiting?.steps[0]).toMatchObject({ read: 50 });
    away = false;
    expect(await findDueImports(later(3_700))).toContain(websiteId);
    await run(websiteId, later(3_700));
    expect(await getImportProgress(websiteId)).toMatchObject({ status: "done", problem: null });
    expect(await overview(key)).toMatchObject({ payments: 61, revenue: { netMinor: 68_750 } });
  });

  test("the clock is set back by a day while it waits, and while a server that dies holds it: it goes on all the same", async () => {
    const { websiteId, key } = await app.createShop();
    const now = new Date();
    const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
    await startStripeImport({ websiteId, key: KEY, appSecret: APP_SECRET, now: later(48) });
    slowDown = 1;
    await run(websiteId, later(48));
    expect(await getImportProgress(websiteId)).toMatchObject({ problem: "Stripe asked to slow down" });
    expect(await findDueImports(later(24))).toContain(websiteId);
    await run(websiteId, later(24), 1);
    expect((await getImportProgress(websiteId))?.steps[0]).toMatchObject({ read: 50 });
    await StripeImport.updateOne({ websiteId }, { $set: { leaseUntil: new Date(later(24).getTime() + 100_000) } });
    await run(websiteId, later(24));
    expect((await getImportProgress(websiteId))?.steps[0], "another one's, as far as this clock can tell").toMatchObject({ read: 50 });
    await run(websiteId, now);
    expect(await getImportProgress(websiteId)).toMatchObject({ status: "done", problem: null });
    expect(await overview(key)).toMatchObject({ payments: 61, revenue: { netMinor: 68_750 } });
  });

  test("each mistake about the key has its own sentence, and nothing is started", async () => {
    const { websiteId } = await app.createShop();
    const start = (key: string) => startStripeImport({ websiteId, key, appSecret: APP_SECRET, now: new Date() });
    await expect(start("pk_live_0123456789")).rejects.toThrow(/publishable key/);
    await expect(start("sk_live_0123456789")).rejects.toThrow(/secret key, which may do anything/);
    await expect(start("whsec_0123456789")).rejects.toThrow(/signing secret/);
    await expect(start("nonsense")).rejects.toThrow(/begins with rk_live_ or rk_test_/);
    await expect(start("rk_live_Unknown0123")).rejects.toThrow(/does not know this key/);
    await expect(start("rk_live_NoDisputes0123")).rejects.toThrow(/may not read Disputes: give it Read for “Disputes”/);
    expect(await getImportProgress(websiteId)).toBeNull();
    await app.deliver(stripeEvent("payment_intent.succeeded", paymentIntent()), websiteId);
    await app.services.processor.idle();
    await expect(start("rk_test_0123456789")).rejects.toThrow(/test mode, and this website has live payments/);
  });
});
