import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Page } from "playwright-core";
import { findChromium } from "./find-chromium.mjs";

/** Takes README's pictures anew from a running demo (`npm run demo`), light and 1440 wide: npm run screenshots [-- http://127.0.0.1:3000] */
const [base = "http://127.0.0.1:3000"] = process.argv.slice(2);
const FOLDER = "public/readme";
const SHOP = "Northwind Tea";

const browser = await chromium.launch({ executablePath: process.env["CHROMIUM_PATH"] || (findChromium() ?? "/usr/bin/chromium"), args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light", reducedMotion: "reduce" });
await page.goto(`${base}/login`);
await page.getByLabel("E-mail").fill("demo@example.com");
await page.getByLabel("Password", { exact: true }).fill("demo-password");
await page.keyboard.press("Enter");
await page.waitForURL(/\/w\//);
await page.goto(`${base}/websites`);
const website = `${base}${await page.getByRole("link", { name: SHOP }).getAttribute("href")}`;
mkdirSync(FOLDER, { recursive: true });

await page.goto(`${website}?period=90d`);
await save(page, "overview");
await page.goto(`${website}/payments?status=partially_refunded&method=metadata`, { waitUntil: "networkidle" });
await page.locator("main a[href*='/payments/pay_']").first().click();
await page.getByRole("dialog").getByRole("heading", { name: "Journey" }).waitFor();
await save(page, "payment");
await page.goto(`${website}/setup?step=stripe`);
await save(page, "setup");
await page.goto(`${website}/webhooks`);
await save(page, "webhooks");
await browser.close();

async function save(shown: Page, name: string): Promise<void> {
  await shown.waitForLoadState("networkidle");
  await shown.screenshot({ path: `${FOLDER}/${name}.png` });
  process.stdout.write(`${FOLDER}/${name}.png\n`);
}
