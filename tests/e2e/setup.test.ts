import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, USER_AGENT } from "../factories/launch-browser.ts";
import { signStripeEvent } from "../factories/sign-stripe-event.ts";
import { startProduct } from "../factories/start-product.ts";
import type { Product } from "../factories/start-product.ts";
import { startShop } from "../factories/start-shop.ts";
import { checkoutCompleted } from "../fixtures/stripe/events.ts";
import type { StripeEventJson } from "../fixtures/stripe/events.ts";

const STRIPES_SECRET = "whsec_of_the_endpoint_in_stripe_0123";

describe("from the first start to the first linked payment, by the wizard alone", () => {
  let product: Product;
  let shop: Awaited<ReturnType<typeof startShop>>;
  let browser: Browser;
  let owner: Page;
  let websiteId: string;
  const problems: string[] = [];

  beforeAll(async () => {
    product = await startProduct({ runtime: "node", stripeSecret: "" });
    browser = await launchBrowser();
    owner = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    owner.on("pageerror", (error) => problems.push(error.message));
    owner.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.stop();
    await product?.stop();
  });

  async function deliver(event: StripeEventJson): Promise<number> {
    const body = JSON.stringify(event);
    const answer = await fetch(`${product.url}/api/webhooks/stripe/${websiteId}`, { method: "POST", body, headers: { "Stripe-Signature": await signStripeEvent(body, STRIPES_SECRET) } });
    return answer.status;
  }
  const purchase = (n: string) => checkoutCompleted({ n, minor: 4_900, email: "buyer@example.com", metadata: { websiteId, ...(shop.checkouts[0] as object) } as Record<string, string> });

  test("the first owner makes a website and lands in the wizard", async () => {
    await owner.goto(product.firstOwnerLink);
    await owner.getByLabel("E-mail").fill("owner@example.com");
    await owner.getByLabel("Password").first().fill("a long password");
    await owner.getByRole("button", { name: "Make owner" }).click();
    await owner.waitForURL("**/websites/new");
    await owner.getByLabel("Name", { exact: true }).fill("Shop");
    await owner.getByLabel("Domain").fill("shop.example.com");
    await owner.getByRole("button", { name: "Add website" }).click();
    await owner.waitForURL("**/setup");
    websiteId = /web_\w+/.exec(owner.url())?.[0] ?? "";
    await owner.getByRole("heading", { name: "2. Install the script" }).waitFor();
    shop = await startShop({ productUrl: product.url, websiteId });
  });

  test("the checker refuses this machine's own addresses, and says so beside the form", async () => {
    await owner.getByLabel("Page to check").fill(shop.url);
    await owner.getByRole("button", { name: "Check the page" }).click();
    await owner.getByText(/not an address of the open internet|Only the ports 80 and 443/).waitFor();
  });

  test("the first visit turns the step green by itself, and on a second device without JavaScript", async () => {
    await owner.getByText("Waiting for the first visit").waitFor();
    const visitor = await (await browser.newContext({ userAgent: USER_AGENT })).newPage();
    await visitor.goto(`${shop.url}/product?utm_source=newsletter&utm_campaign=launch`);
    await visitor.waitForFunction(() => Boolean((window as unknown as { postMetric?: unknown }).postMetric));
    await visitor.click("#buy");
    await visitor.waitForFunction(() => document.title === "Paid");
    await visitor.context().close();
    await owner.getByText("Visits are arriving.").waitFor();
    const plain = await browser.newContext({ storageState: await owner.context().storageState(), javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(`${product.url}/w/${websiteId}/setup?step=script&for=wordpress`);
    await page.getByText("Visits are arriving.").waitFor();
    await page.getByText("add_action('wp_head'").waitFor();
    await plain.close();
  });

  test("a key pasted as the secret is told apart; a wrong secret still proves the route by the test event", async () => {
    await owner.getByRole("link", { name: "Next: Connect Stripe" }).click();
    await owner.getByLabel("Signing secret").fill("sk_live_1234567890");
    await owner.getByRole("button", { name: "Store the secret" }).click();
    await owner.getByText("This is an API key, not a signing secret").waitFor();
    await owner.getByLabel("Signing secret").fill("whsec_of_quite_another_endpoint_99");
    await owner.getByRole("button", { name: "Store the secret" }).click();
    await owner.getByText("The signing secret is stored, encrypted").waitFor();
    await owner.getByRole("button", { name: "Send a test event" }).click();
    await owner.getByText("the body arrives unchanged").waitFor();
    await owner.goto(`${product.url}/w/${websiteId}/payments`);
    expect(await owner.getByText("postmetric").count()).toBe(0);
  });

  test("a broken secret is found and mended from the troubleshooting page", async () => {
    expect(await deliver(purchase("first"))).toBe(400);
    await owner.goto(`${product.url}/w/${websiteId}/troubleshooting`);
    await owner.getByRole("heading", { name: /The signing secret is wrong/ }).waitFor();
    await owner.getByLabel("Any Stripe id").fill("pi_first");
    await owner.getByRole("button", { name: "Explain" }).click();
    await owner.getByText("Stripe delivered it, but the delivery was refused.").waitFor();
    await owner.getByRole("listitem").filter({ hasText: "The signing secret is wrong" }).getByRole("link", { name: "Paste the signing secret" }).click();
    await owner.getByText("the signing secret stored here is not the one").waitFor();
    await owner.getByLabel("Signing secret").fill(` ${STRIPES_SECRET} `);
    await owner.getByRole("button", { name: "Store the secret" }).click();
    await owner.getByText("The signing secret is stored, encrypted").waitFor();
    expect(await deliver(purchase("first"))).toBe(200);
    await owner.getByText("events arrive and are accepted").waitFor();
  });

  test("the first payment finishes the setup, and any of its ids leads to it", async () => {
    await owner.goto(`${product.url}/w/${websiteId}/setup?step=payment`);
    await owner.getByText("Everything is set up").waitFor();
    await owner.goto(`${product.url}/w/${websiteId}/troubleshooting?q=buyer@example.com`);
    await owner.getByText("The payment is here and linked.").waitFor();
    await owner.getByRole("link", { name: "$49.00" }).waitFor();
  });

  test("the log shows each delivery live, with its steps, its payload and a second try", async () => {
    await owner.goto(`${product.url}/w/${websiteId}/webhooks`);
    await owner.getByRole("row").filter({ hasText: "Bad signature" }).waitFor();
    expect(await deliver(purchase("second"))).toBe(200);
    await expect.poll(() => owner.getByRole("row").filter({ hasText: "Processed" }).count(), { timeout: 15_000 }).toBe(2);
    await owner.goto(`${product.url}/w/${websiteId}/webhooks?q=pi_second`);
    await owner.getByRole("link", { name: "checkout.session.completed" }).click();
    await owner.getByText("A signing secret fits").waitFor();
    await owner.getByText("customer_details").click();
    await owner.getByText('"buyer@example.com"').waitFor();
    await owner.getByRole("button", { name: "Process again" }).click();
    await owner.getByText("Processed again").waitFor();
    expect(problems).toEqual([]);
  });

  test("every page passes axe in light and dark, on a phone and wide, and none scrolls sideways", async () => {
    const detail = owner.url();
    const paths = ["setup?step=script", "setup?step=stripe", "setup?step=stripe&by=key", "setup?step=ids", "webhooks", "troubleshooting?q=pi_second"].map((path) => `${product.url}/w/${websiteId}/${path}`);
    for (const [width, colorScheme] of [[390, "light"], [390, "dark"], [1440, "light"], [1440, "dark"]] as const) {
      const context = await browser.newContext({ storageState: await owner.context().storageState(), viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      for (const url of [...paths, detail, `${product.url}/docs/checkout`, `${product.url}/docs/api`]) {
        await page.goto(url);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html]), `${url} ${width} ${colorScheme}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), url).toBeLessThanOrEqual(width);
      }
      await context.close();
    }
  }, 300_000);

  test("the help is open to strangers, and whole without JavaScript", async () => {
    const stranger = await browser.newContext({ javaScriptEnabled: false });
    const page = await stranger.newPage();
    await page.goto(`${product.url}/docs`);
    await page.getByRole("link", { name: "API reference" }).first().click();
    await page.getByRole("heading", { name: "Tracking" }).waitFor();
    expect((await fetch(`${product.url}/docs/no-such-page`)).status).toBe(404);
    await stranger.close();
  });
});
