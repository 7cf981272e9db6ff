import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { charge } from "../fixtures/stripe/charge.ts";
import { subscriptionSession } from "../fixtures/stripe/checkout-session.ts";
import { stripeEvent } from "../fixtures/stripe/events.ts";
import type { StripeEventJson } from "../fixtures/stripe/events.ts";
import { invoice, invoicePayment } from "../fixtures/stripe/invoice.ts";
import { paymentIntent } from "../fixtures/stripe/payment-intent.ts";
import { dispute, refund } from "../fixtures/stripe/refund-and-dispute.ts";
import { launchBrowser, USER_AGENT } from "../factories/launch-browser.ts";
import { signStripeEvent } from "../factories/sign-stripe-event.ts";
import { startProduct } from "../factories/start-product.ts";
import type { Product } from "../factories/start-product.ts";

const SECRET = "whsec_made_up_for_tests_0123456789";

/** One subscriber's story as an owner reads it: $100 a month twice, $25 of the first given back, the second lost in a dispute. */
describe("a subscription with a renewal, a partial refund and a lost dispute", () => {
  let product: Product;
  let browser: Browser;
  let owner: Page;
  let websiteId: string;
  let apiKey: string;
  const ids = { visitorId: "visitor-walk", sessionId: "session-walk" };
  const ago = (minutes: number) => ({ at: new Date(Date.now() - minutes * 60_000) });

  beforeAll(async () => {
    product = await startProduct({ runtime: "node", stripeSecret: SECRET });
    browser = await launchBrowser();
    const created = await product.admin("create-website", "--name", "Shop", "--domain", "shop.example.com", "--json");
    ({ websiteId, apiKey } = JSON.parse(created.stdout) as { websiteId: string; apiKey: string });
    owner = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await owner.goto(product.firstOwnerLink);
    await owner.getByLabel("E-mail").fill("owner@example.com");
    await owner.getByLabel("Password").fill("a long password");
    await owner.getByRole("button", { name: "Make owner" }).click();
    await owner.waitForURL("**/websites/new");
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  async function deliver(...events: StripeEventJson[]): Promise<void> {
    for (const event of events) {
      const body = JSON.stringify(event);
      const answer = await fetch(`${product.url}/api/webhooks/stripe`, { method: "POST", body, headers: { "Stripe-Signature": await signStripeEvent(body, SECRET) } });
      expect(answer.status).toBe(200);
    }
  }

  type Told = { paymentId: string; providerPaymentId: string; kind: string; status: string; link: { method: string } };
  async function payments(): Promise<Told[]> {
    const answer = await fetch(`${product.url}/api/v1/payments`, { headers: { Authorization: `Bearer ${apiKey}` } });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { data: { payments: Told[] } }).data.payments;
  }

  /** The figures that a payment's page shows. */
  async function figuresOf(paymentId: string): Promise<Record<string, string>> {
    await owner.goto(`${product.url}/w/${websiteId}/payments/${paymentId}`);
    const figures = owner.locator("dl").filter({ hasText: "Lost in disputes" }).locator(":scope > div");
    return Object.fromEntries(await figures.evaluateAll((boxes) => boxes.map((box) => [box.querySelector("dt")?.textContent ?? "", box.querySelector("dd > span")?.textContent ?? ""])));
  }

  test("each payment and the overview show the right money", async () => {
    const hit = await fetch(`${product.url}/api/track`, { method: "POST", headers: { "User-Agent": USER_AGENT }, body: JSON.stringify({ websiteId, ...ids, type: "pageview", url: "https://shop.example.com/?utm_source=news&utm_medium=email&utm_campaign=launch", referrer: "" }) });
    expect(hit.status).toBe(202);
    const [first, renewal] = [ago(0), { at: new Date(Date.now() + 30_000) }];
    await deliver(
      stripeEvent("invoice.paid", invoice({ id: "in_1" }), first),
      stripeEvent("payment_intent.succeeded", paymentIntent({ id: "pi_1", latest_charge: "ch_1" }), first),
      stripeEvent("checkout.session.completed", subscriptionSession({ id: "cs_1", invoice: "in_1", metadata: { websiteId, ...ids } }), first),
      stripeEvent("invoice.paid", invoice({ id: "in_2", billing_reason: "subscription_cycle" }), renewal),
      stripeEvent("invoice_payment.paid", invoicePayment({ id: "inpay_2", invoice: "in_2", payment: { type: "payment_intent", payment_intent: "pi_2" } }), renewal),
      stripeEvent("charge.succeeded", charge({ id: "ch_2", payment_intent: "pi_2" }), renewal),
      stripeEvent("refund.created", refund({ id: "re_1", charge: "ch_1", payment_intent: "pi_1", amount: 2_500, created: Math.floor(Date.now() / 1_000) }), renewal),
      stripeEvent("charge.dispute.created", dispute({ id: "du_2", charge: "ch_2", payment_intent: "pi_2" }), renewal),
      stripeEvent("charge.dispute.closed", dispute({ id: "du_2", charge: "ch_2", payment_intent: "pi_2", status: "lost" }), renewal),
    );
    const told = async () => (await payments()).map(({ providerPaymentId, kind, status, link }) => [providerPaymentId, kind, status, link.method]).sort();
    await expect.poll(told, { timeout: 60_000, interval: 1_000 }).toEqual([["pi_1", "subscription_initial", "partially_refunded", "metadata"], ["pi_2", "subscription_renewal", "disputed", "customer"]]);
    const idOf = new Map((await payments()).map(({ providerPaymentId, paymentId }) => [providerPaymentId, paymentId]));
    expect(await figuresOf(idOf.get("pi_1") ?? "")).toEqual({ Received: "$100.00", Refunded: "$25.00", "Lost in disputes": "$0.00", Net: "$75.00" });
    await owner.getByText("Part refunded").first().waitFor();
    await owner.getByText("First payment of a subscription").waitFor();
    await owner.getByText("metadata.sessionId named this session").waitFor();
    expect(await figuresOf(idOf.get("pi_2") ?? "")).toEqual({ Received: "$100.00", Refunded: "$0.00", "Lost in disputes": "$100.00", Net: "$0.00" });
    await owner.getByText("Disputed").first().waitFor();
    await owner.getByText("Renewal of a subscription").waitFor();
    await owner.getByText("the subscription's first payment was linked to this visitor by metadata").waitFor();
    await owner.goto(`${product.url}/w/${websiteId}`);
    // The overview adds both up: $200 received, $25 given back, $100 lost.
    await owner.getByText("$75.00").locator("visible=true").first().waitFor();
  });

  test("an invoice that two payments may have paid is held in words, and its owner says which it was", async () => {
    const about = { customer: "cus_held", currency: "usd" };
    const sum = { ...about, amount: 3_300, amount_received: 3_300, metadata: { websiteId } };
    await deliver(
      stripeEvent("checkout.session.completed", subscriptionSession({ ...about, id: "cs_held", invoice: "in_held", subscription: "sub_held", amount_total: 3_300, metadata: { websiteId } }), ago(20)),
      stripeEvent("payment_intent.succeeded", paymentIntent({ ...sum, id: "pi_held_a", latest_charge: "ch_held_a" }), ago(19)),
      stripeEvent("payment_intent.succeeded", paymentIntent({ ...sum, id: "pi_held_b", latest_charge: "ch_held_b" }), ago(18)),
    );
    const held = async () => (await payments()).filter(({ providerPaymentId }) => providerPaymentId.includes("_held")).map(({ providerPaymentId, status }) => `${providerPaymentId} ${status}`).sort();
    await expect.poll(held, { timeout: 10_000 }).toEqual(["in_held pending", "pi_held_a succeeded", "pi_held_b succeeded"]);
    const { paymentId } = (await payments()).find(({ providerPaymentId }) => providerPaymentId === "in_held") as Told;
    expect(await figuresOf(paymentId)).toMatchObject({ Amount: "$33.00", Net: "$0.00" });
    await owner.getByText("not counted until it is known who paid it").waitFor();
    await owner.getByRole("listitem").filter({ hasText: "pi_held_b" }).getByRole("button", { name: "It paid this" }).click();
    await owner.getByRole("heading", { name: "$33.00 Succeeded" }).waitFor();
    expect(await held()).toEqual(["pi_held_a succeeded", "pi_held_b succeeded"]);
  });
});
