import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chargeRefunded, checkoutCompleted, intentSucceeded } from "../fixtures/stripe/events.ts";
import type { StripeEventJson } from "../fixtures/stripe/events.ts";
import { measureFirstLoads, OVERVIEW_BUDGET_KB } from "../../scripts/report-bundle.mjs";
import { launchBrowser, USER_AGENT } from "../factories/launch-browser.ts";
import { signStripeEvent } from "../factories/sign-stripe-event.ts";
import { startProduct } from "../factories/start-product.ts";
import type { Product } from "../factories/start-product.ts";
import { startShop } from "../factories/start-shop.ts";

const SECRET = "whsec_made_up_for_tests_0123456789";

describe("from a browser's visit and a signed webhook to a campaign's revenue", () => {
  let product: Product;
  let shop: Awaited<ReturnType<typeof startShop>>;
  let browser: Browser;
  let owner: Page;
  let websiteId: string;
  let apiKey: string;

  beforeAll(async () => {
    product = await startProduct({ runtime: "node", stripeSecret: SECRET });
    browser = await launchBrowser();
    const created = await product.admin("create-website", "--name", "Shop", "--domain", "shop.example.com", "--json");
    ({ websiteId, apiKey } = JSON.parse(created.stdout) as { websiteId: string; apiKey: string });
    shop = await startShop({ productUrl: product.url, websiteId });
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.stop();
    await product?.stop();
  });

  async function deliver(event: StripeEventJson): Promise<number> {
    const body = JSON.stringify(event);
    const answer = await fetch(`${product.url}/api/webhooks/stripe`, { method: "POST", body, headers: { "Stripe-Signature": await signStripeEvent(body, SECRET) } });
    return answer.status;
  }

  async function ask<Data>(path: string): Promise<Data> {
    const answer = await fetch(`${product.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${apiKey}` } });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { data: Data }).data;
  }

  async function until(check: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if (await check()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("It did not happen within 10 seconds");
  }

  test("the first owner logs in by the printed link", async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    owner = await context.newPage();
    const problems: string[] = [];
    owner.on("pageerror", (error) => problems.push(error.message));
    owner.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await owner.goto(product.firstOwnerLink);
    await owner.getByLabel("E-mail").fill("owner@example.com");
    await owner.getByLabel("Password").fill("a long password");
    await owner.getByRole("button", { name: "Make owner" }).click();
    await owner.waitForURL("**/websites/new");
    await owner.goto(product.url);
    await owner.getByText("Nothing has come in for this period").waitFor();
    expect(problems).toEqual([]);
  });

  test("a visitor comes by a campaign, looks around, identifies and pays", async () => {
    const context = await browser.newContext({ userAgent: USER_AGENT });
    const page = await context.newPage();
    await page.goto(`${shop.url}/?utm_source=newsletter&utm_medium=email&utm_campaign=spring`);
    await page.waitForFunction(() => Boolean((window as unknown as { postMetric?: unknown }).postMetric));
    await page.hover("#pay-link");
    await page.focus("#pay-link");
    const payLink = new URL((await page.getAttribute("#pay-link", "href")) ?? "");
    await page.click("#to-product");
    await page.click("#spa");
    await page.click("#goal");
    await page.click("#identify");
    await page.click("#buy");
    await page.waitForFunction(() => document.title === "Paid");
    const cookies = Object.fromEntries((await context.cookies()).map(({ name, value }) => [name, value]));
    expect(shop.checkouts[0]).toEqual({ visitorId: cookies["_pm_vid"], sessionId: cookies["_pm_sid"] });
    expect(payLink.searchParams.get("client_reference_id")).toBe(`pm_${cookies["_pm_vid"]}_${cookies["_pm_sid"]}`);
    type Visitor = { pageViews: { path: string }[]; sessionCount: number };
    await until(async () => (await ask<Visitor>(`/visitor?visitorId=${cookies["_pm_vid"]}`)).pageViews.length === 3);
    const visitor = await ask<Visitor>(`/visitor?visitorId=${cookies["_pm_vid"]}`);
    expect(visitor.sessionCount).toBe(1);
    expect(visitor.pageViews.map(({ path }) => path)).toEqual(["/", "/product", "/product/details"]);
    await context.close();
  });

  test("the payment, told by two events of which one names no website, is counted once and credited to the campaign", async () => {
    const purchase = { n: "spring1", minor: 4_900, email: "buyer@example.com", metadata: { websiteId, ...(shop.checkouts[0] as object) } as Record<string, string> };
    expect(await deliver(intentSucceeded(purchase))).toBe(200);
    const session = checkoutCompleted(purchase);
    expect(await deliver(session)).toBe(200);
    expect(await deliver(session)).toBe(200);
    await until(async () => (await ask<{ payments: { link: { method: string } }[] }>("/payments")).payments[0]?.link.method === "metadata");
    expect((await ask<{ payments: unknown[] }>("/payments")).payments).toHaveLength(1);
    const [payment] = (await ask<{ payments: Record<string, unknown>[] }>("/payments")).payments;
    expect(payment).toMatchObject({ status: "succeeded", amountMinor: 4_900, currency: "USD", providerPaymentId: "pi_spring1", customerEmail: "buyer@example.com", link: { method: "metadata", confidence: "certain" }, touch: { channel: "Email", source: "newsletter", campaign: "spring", landingPath: "/" } });
    type Breakdown = { rows: { value: string | null; netMinor: number; visitors: number }[] };
    expect((await ask<Breakdown>("/reports/breakdown?dimension=campaign")).rows).toMatchObject([{ value: "spring", netMinor: 4_900, visitors: 1 }]);
    await owner.goto(`${product.url}/w/${websiteId}?tab_sources=campaign`);
    const row = owner.getByRole("row").filter({ hasText: "spring" });
    await expect.poll(() => row.innerText()).toContain("$49.00");
  });

  test("a refund takes it off", async () => {
    expect(await deliver(chargeRefunded({ n: "spring1", minor: 4_900 }, 1_900))).toBe(200);
    type Overview = { revenue: { grossMinor: number; refundedMinor: number; netMinor: number } };
    await until(async () => (await ask<Overview>("/reports/overview")).revenue.refundedMinor === 1_900);
    expect((await ask<Overview>("/reports/overview")).revenue).toMatchObject({ grossMinor: 4_900, netMinor: 3_000 });
    await owner.goto(`${product.url}/w/${websiteId}?tab_sources=campaign`);
    await expect.poll(() => owner.getByRole("row").filter({ hasText: "spring" }).innerText()).toContain("$30.00");
    await owner.goto(`${product.url}/w/${websiteId}/payments`);
    await owner.getByRole("row").filter({ hasText: "Part refunded" }).getByRole("link").click();
    await owner.getByText("metadata.sessionId named this session").waitFor();
    await owner.getByText("Viewed /product/details").waitFor();
  });

  test("a payment slides over the list by a click, and is a page of its own by its address", async () => {
    const dialog = owner.getByRole("dialog", { name: "Payment" });
    await dialog.waitFor();
    const address = owner.url();
    expect(address).toMatch(/\/payments\/pay_|\/payments\/[\w-]+$/);
    await owner.keyboard.press("Escape");
    await owner.waitForURL(`**/w/${websiteId}/payments`);
    await owner.goto(address);
    await owner.getByRole("heading", { level: 1, name: "$49.00" }).waitFor();
    expect(await dialog.count()).toBe(0);
  });

  test("a click on a row filters, the address holds it, the back button takes it away", async () => {
    await owner.goto(`${product.url}/w/${websiteId}?tab_sources=campaign`);
    await owner.getByRole("link", { name: "spring", exact: true }).click();
    await owner.waitForURL(/filter_campaign=spring/);
    await owner.getByRole("list", { name: "Filters" }).getByText("spring").waitFor();
    await owner.goBack();
    await expect.poll(() => owner.getByRole("list", { name: "Filters" }).count()).toBe(0);
    await owner.locator("summary", { hasText: "Filter" }).click();
    await owner.getByLabel("Show where").selectOption("landing_page");
    await owner.getByLabel("How", { exact: true }).selectOption("contains");
    await owner.getByLabel("Value").fill("no such page (.*)");
    await owner.getByRole("button", { name: "Add filter" }).click();
    await owner.waitForURL(/filter_contains_landing_page=/);
    await owner.getByText("No visit and no payment of this period is like that").first().waitFor();
  });

  test("the pages can be read and used without JavaScript", async () => {
    const context = await browser.newContext({ storageState: await owner.context().storageState(), javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${product.url}/w/${websiteId}`);
    await page.locator("summary", { hasText: "Last 30 days" }).click();
    await page.getByRole("link", { name: "Last 7 days" }).click();
    await page.locator("summary", { hasText: "Last 7 days" }).waitFor();
    await page.locator("summary", { hasText: "Filter" }).click();
    await page.getByLabel("Value").fill("newsletter");
    await page.getByRole("button", { name: "Add filter" }).click();
    expect(page.url()).toContain("filter_source=newsletter");
    await page.goto(`${product.url}/w/${websiteId}/payments`);
    await page.getByRole("row").filter({ hasText: "Part refunded" }).getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "$49.00" }).waitFor();
    await context.close();
  });

  test("every page is accessible in light and dark, and none scrolls sideways on a phone", async () => {
    const { payments } = await ask<{ payments: { paymentId: string; visitorId: string }[] }>("/payments");
    const [payment] = payments;
    const own = ["", "/payments", `/payments/${payment?.paymentId}`, "/visitors", `/visitors/${payment?.visitorId}`, "/by/source", "/costs", "/exports", "/webhooks", "/setup", "/settings", "/more", "/no-such-page"].map((path) => `/w/${websiteId}${path}`);
    for (const colorScheme of ["light", "dark"] as const) {
      const context = await browser.newContext({ storageState: await owner.context().storageState(), viewport: { width: 390, height: 844 }, colorScheme });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      for (const path of [...own, "/websites", "/websites/new", "/no-such-page"]) {
        await page.goto(product.url + path);
        // Only colours differ in the dark.
        const axe = colorScheme === "light" ? new AxeBuilder({ page }) : new AxeBuilder({ page }).withRules(["color-contrast"]);
        const { violations } = await axe.analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html]), path).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
        expect(await page.title(), path).toMatch(/PostMetric$/);
      }
      expect(problems).toEqual([]);
      await context.close();
    }
  });

  test("the overview's first load stays within its budget", () => {
    expect(measureFirstLoads()["routes/overview"]).toBeLessThan(OVERVIEW_BUDGET_KB * 1_000);
  });

  test("nothing that was acknowledged is lost when the process is killed", async () => {
    await product.end("SIGKILL");
    await product.restart();
    expect((await ask<{ revenue: { netMinor: number } }>("/reports/overview")).revenue.netMinor).toBe(3_000);
  });

  test("a second server on the same data directory is refused in clear words", async () => {
    const second = await product.startSecond();
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/^PostMetric cannot start: The data directory .* is in use by another PostMetric \(process \d+\)/);
  });

  test("the admin command refuses in one line what it cannot do", async () => {
    for (const args of [["no-such-command"], ["create-user", "--email", "x"], ["create-website", "--name", "A", "--domain", "not a domain"], ["set-stripe-secret", "--website", websiteId, "--secret", "sk_live"]]) {
      const answer = await product.admin(...args);
      expect(answer).toMatchObject({ code: 1, stdout: "" });
      expect(answer.stderr.trim().split("\n")).toHaveLength(1);
    }
  });
});

describe("the same server under Deno", () => {
  test("takes a hit and a webhook and reports the revenue", async () => {
    const product = await startProduct({ runtime: "deno", stripeSecret: SECRET });
    try {
      const created = await product.admin("create-website", "--name", "Shop", "--domain", "shop.example.com", "--json");
      const { websiteId, apiKey } = JSON.parse(created.stdout) as { websiteId: string; apiKey: string };
      const ids = { visitorId: "deno-visitor", sessionId: "deno-session" };
      const hit = await fetch(`${product.url}/api/track`, {
        method: "POST",
        headers: { "User-Agent": USER_AGENT },
        body: JSON.stringify({ websiteId, ...ids, type: "pageview", url: "https://shop.example.com/?utm_campaign=deno&utm_source=x", referrer: "" }),
      });
      expect(await hit.json()).toEqual({ status: "success", data: { accepted: 1, dropped: [] } });
      const body = JSON.stringify(checkoutCompleted({ n: "deno1", minor: 1_000, metadata: { websiteId, ...ids } }));
      const answer = await fetch(`${product.url}/api/webhooks/stripe`, { method: "POST", body, headers: { "Stripe-Signature": await signStripeEvent(body, SECRET) } });
      expect(answer.status).toBe(200);
      await expect
        .poll(
          async () => {
            const report = await fetch(`${product.url}/api/v1/reports/breakdown?dimension=campaign`, { headers: { Authorization: `Bearer ${apiKey}` } });
            return ((await report.json()) as { data: { rows: { value: string; netMinor: number }[] } }).data.rows.map(({ value, netMinor }) => [value, netMinor]);
          },
          { timeout: 10_000 },
        )
        .toEqual([["deno", 1_000]]);
      expect((await fetch(`${product.url}/login`)).status).toBe(200);
    } finally {
      await product.stop();
    }
  });
});
