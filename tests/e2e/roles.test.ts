import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import routes from "../../app/routes.ts";
import { createHttpClient } from "../factories/http-client.ts";
import type { HttpClient } from "../factories/http-client.ts";
import { launchBrowser, USER_AGENT } from "../factories/launch-browser.ts";
import { signStripeEvent } from "../factories/sign-stripe-event.ts";
import { startProduct } from "../factories/start-product.ts";
import type { Product } from "../factories/start-product.ts";
import { checkoutCompleted } from "../fixtures/stripe/events.ts";
import { PAGES } from "./page-table.ts";
import type { PageActor } from "./page-table.ts";

const SECRET = "whsec_made_up_for_tests_0123456789";
const PASSWORD = "a long password";
const EMAIL = "buyer.in.full@customer.example.com";
const ACTORS: readonly PageActor[] = ["owner", "admin", "analyst", "support", "outsider", "stranger"];

type RouteEntry = { id: string; children?: RouteEntry[] };
const idsOf = (entries: readonly RouteEntry[]): string[] => entries.flatMap(({ id, children }) => (children ? idsOf(children) : [id]));

describe("invitations, roles and what each may open", () => {
  let product: Product;
  let browser: Browser;
  let owner: Page;
  let analyst: Page;
  const clients = {} as Record<PageActor, HttpClient>;
  const world: Record<string, string> = { dimension: "channel", visitorId: "visitor-of-the-world", teamId: "team_first", token: "none", publicId: "none" };

  beforeAll(async () => {
    product = await startProduct({ runtime: "node", stripeSecret: SECRET });
    browser = await launchBrowser();
    for (const actor of ACTORS) clients[actor] = createHttpClient(product.url, { "User-Agent": USER_AGENT });
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  const newPage = async (options: Parameters<Browser["newContext"]>[0] = {}) => (await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })).newPage();

  async function loginCookies(page: Page): Promise<string> {
    return (await page.context().cookies()).find(({ name }) => name === "pm_login")?.value ?? "";
  }

  test("an owner invites an analyst by a link, who makes an account in another browser and lands on the reports", async () => {
    owner = await newPage();
    await owner.goto(product.firstOwnerLink);
    await owner.getByLabel("Your name").fill("Olga Owner");
    await owner.getByLabel("E-mail").fill("owner@example.com");
    await owner.getByLabel("Password").fill(PASSWORD);
    await owner.getByRole("button", { name: "Make owner" }).click();
    await owner.waitForURL("**/websites/new");
    await owner.getByLabel("Name", { exact: true }).fill("Shop");
    await owner.getByLabel("Domain").fill("not a domain");
    await owner.getByRole("button", { name: "Add website" }).click();
    await owner.getByText("“not a domain” is no domain").waitFor();
    expect(await owner.getByLabel("Name").inputValue()).toBe("Shop");
    await owner.getByLabel("Domain").fill("shop.example.com");
    await owner.getByRole("button", { name: "Add website" }).click();
    await owner.waitForURL("**/w/web_*/setup");
    world["websiteId"] = /\/w\/(web_\w+)/.exec(owner.url())?.[1] ?? "";
    const ids = { visitorId: world["visitorId"], sessionId: "session-of-the-world" };
    await fetch(`${product.url}/api/track`, { method: "POST", headers: { "User-Agent": USER_AGENT }, body: JSON.stringify({ websiteId: world["websiteId"], ...ids, type: "pageview", url: "https://shop.example.com/?utm_source=news", referrer: "" }) });
    const body = JSON.stringify(checkoutCompleted({ n: "roles", minor: 4_900, email: EMAIL, metadata: { websiteId: world["websiteId"], ...ids } as Record<string, string> }));
    expect((await fetch(`${product.url}/api/webhooks/stripe`, { method: "POST", body, headers: { "Stripe-Signature": await signStripeEvent(body, SECRET) } })).status).toBe(200);

    await owner.goto(`${product.url}/teams/team_first`);
    await owner.getByRole("button", { name: "Make an invitation link" }).click();
    const link = await owner.locator("pre").innerText();

    analyst = await newPage();
    await analyst.goto(link);
    await analyst.getByRole("heading", { name: "Join My team" }).waitFor();
    await analyst.getByLabel("Your name").fill("Ann Analyst");
    await analyst.getByLabel("E-mail").fill("ann@example.com");
    await analyst.getByLabel("Password").fill(PASSWORD);
    await analyst.getByRole("button", { name: "Make an account and join" }).click();
    await analyst.waitForURL(`**/w/${world["websiteId"]}`);
    await analyst.getByRole("heading", { name: "Overview" }).waitFor();
    expect(await analyst.getByRole("link", { name: "Settings" }).count()).toBe(0);
    expect(await analyst.getByRole("link", { name: "Webhooks" }).count()).toBe(0);

    await analyst.goto(`${product.url}/w/${world["websiteId"]}/payments`);
    await expect.poll(() => analyst.getByText("b•••@customer.example.com").count()).toBeGreaterThan(0);
    expect(await analyst.content()).not.toContain(EMAIL);
    await analyst.goto(`${product.url}/w/${world["websiteId"]}/settings`);
    await analyst.getByRole("heading", { name: "This is not open to you" }).waitFor();
    await owner.goto(`${product.url}/w/${world["websiteId"]}/payments`);
    await expect.poll(() => owner.content()).toContain(EMAIL);

    const again = await newPage();
    await again.goto(link);
    await again.getByText("outdated, was used or was taken back").waitFor();
    await again.context().close();
  });

  test("a form works without JavaScript, keeps what was typed, and says beside the field what is wrong", async () => {
    const plain = await newPage({ javaScriptEnabled: false, storageState: await owner.context().storageState() });
    await plain.goto(`${product.url}/w/${world["websiteId"]}/settings/tracking`);
    await plain.getByLabel("IP addresses").fill("203.0.113.0/24\n300.1.1.1");
    await plain.getByRole("button", { name: "Save" }).first().click();
    expect(await plain.getByLabel("IP addresses").inputValue()).toBe("203.0.113.0/24\n300.1.1.1");
    expect(await plain.locator("#content, main").getByRole("alert").innerText()).toMatch(/“300.1.1.1” is no IP address/);
    await plain.getByLabel("IP addresses").fill("203.0.113.0/24");
    await plain.getByRole("button", { name: "Save" }).first().click();
    await plain.getByText("It holds for visits from now on").waitFor();
    await plain.context().close();
  });

  test("every page opens to those who may, and to nobody else", async () => {
    const missing = idsOf(routes).filter((id) => !PAGES[id]);
    expect(missing, `Pages without a row: ${missing.join(", ")}. Say in tests/e2e/page-table.ts who may open them`).toEqual([]);
    clients.owner.cookies.set("pm_login", await loginCookies(owner));
    clients.analyst.cookies.set("pm_login", await loginCookies(analyst));
    for (const role of ["admin", "support"] as const) {
      const { link } = (await clients.owner.mutate("teams.invite", { teamId: "team_first", role })).data as { link: string };
      expect((await clients[role].mutate("invitations.acceptAsNew", { token: link.split("/").at(-1), name: role, email: `${role}@example.com`, password: PASSWORD })).status).toBe(200);
    }
    await product.admin("create-user", "--email", "outsider@example.com", "--password", PASSWORD);
    expect((await clients.outsider.logIn("outsider@example.com", PASSWORD)).status).toBe(200);
    const { payments } = (await clients.owner.query("payments.list", { websiteId: world["websiteId"] })).data as { payments: { paymentId: string }[] };
    const { deliveries } = (await clients.owner.query("webhooks.list", { websiteId: world["websiteId"] })).data as { deliveries: { deliveryId: string }[] };
    const { link } = (await clients.owner.mutate("websites.createPublicLink", { websiteId: world["websiteId"] })).data as { link: string };
    Object.assign(world, { paymentId: payments[0]?.paymentId, deliveryId: deliveries[0]?.deliveryId, publicId: link.split("/").at(-1) });
    for (const [id, { path, opens, others = 403 }] of Object.entries(PAGES)) {
      const address = path.replace(/:(\w+)/g, (_, name: string) => world[name] ?? "");
      for (const actor of ACTORS) {
        const answer = await clients[actor].send(address);
        const what = `${actor} opening ${address} (${id}) got ${answer.status}`;
        const status = opens(actor);
        if (status === "login") expect([answer.status, answer.headers.get("location")?.split("?")[0]], what).toEqual([302, "/login"]);
        else expect(answer.status, what).toBe(status === "role" ? others : status);
        if (actor !== "owner" && actor !== "admin") expect(await answer.text(), `${what}: e-mail in full`).not.toContain(EMAIL);
      }
    }
  });

  test("the pages of accounts, teams and settings are accessible in light and dark, on a phone and a desk", async () => {
    const site = `/w/${world["websiteId"]}/settings`;
    const paths = ["/account", "/teams/new", "/teams/team_first", "/teams/team_first/websites", "/teams/team_first/log", "/teams/team_first/settings", "/websites/new", `/share/${world["publicId"]}`, ...["", "/tracking", "/stripe", "/keys", "/sharing", "/privacy", "/danger"].map((path) => site + path)];
    const contexts: BrowserContext[] = [];
    for (const [colorScheme, width] of [["light", 1440], ["dark", 390]] as const) {
      const context = await browser.newContext({ storageState: await owner.context().storageState(), viewport: { width, height: 844 }, colorScheme });
      contexts.push(context);
      const page = await context.newPage();
      for (const path of paths) {
        await page.goto(product.url + path);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html]), `${path} ${colorScheme}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(width);
      }
    }
    for (const context of contexts) await context.close();
  });

  test("whoever lost the password gets a link by the admin command, once", async () => {
    const made = await product.admin("reset-password", "--email", "ann@example.com", "--json");
    const { link } = JSON.parse(made.stdout) as { link: string };
    const page = await newPage();
    await page.goto(product.url + new URL(link).pathname + new URL(link).search);
    await page.getByLabel("New password").fill("a newer long password");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.waitForURL("**/login");
    await page.getByLabel("E-mail").fill("ann@example.com");
    await page.getByLabel("Password").fill("a newer long password");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.waitForURL("**/w/**");
    expect((await product.admin("list-users")).stdout).toMatch(/ann@example.com {2}Ann Analyst {2}off {2}analyst of My team/);
    await page.context().close();
  });
});
