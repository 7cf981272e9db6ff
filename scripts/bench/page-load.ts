import { chromium } from "playwright-core";
import type { Page } from "playwright-core";
import os from "node:os";
import { findChromium } from "../find-chromium.mjs";
import { median } from "./measure-load.ts";

/**
 * Loads the overview of a running product (the demo, say) cold in a real Chromium and prints what Lighthouse looks at: largest and first paint, layout
 * shift, long tasks, bytes. `URL` and the demo's login can be told: node scripts/bench.mjs page-load http://127.0.0.1:3000 EMAIL PASSWORD
 */
const [base = "http://127.0.0.1:3000", email = "demo@example.com", password = "demo-password"] = process.argv.slice(2);
const RUNS = 7;

type Measured = { firstPaint: number; largestPaint: number; layoutShift: number; blockingMs: number; scriptKb: number; totalKb: number; ttfb: number };

/** Runs in the page, so it is text: what compiles this file would put names into it that the page does not have. */
const READ_PAINTS = `new Promise((resolve) => {
  const seen = { firstPaint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0, largestPaint: 0, layoutShift: 0, blockingMs: 0, ttfb: performance.getEntriesByType("navigation")[0].responseStart };
  const watch = (type, add) => new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => (seen.largestPaint = entry.startTime));
  watch("layout-shift", (entry) => (seen.layoutShift += entry.value));
  watch("longtask", (entry) => (seen.blockingMs += Math.max(0, entry.duration - 50)));
  setTimeout(() => resolve(seen), 300);
})`;

const browser = await chromium.launch({ executablePath: process.env["CHROMIUM_PATH"] || (findChromium() ?? "/usr/bin/chromium"), args: ["--no-sandbox", "--disable-gpu"] });
const login = await browser.newContext();
const page = await login.newPage();
await page.goto(`${base}/login`);
await page.getByLabel("E-mail").fill(email);
await page.getByLabel("Password", { exact: true }).fill(password);
await page.keyboard.press("Enter");
await page.waitForURL(/\/w\//);
const [address, storageState] = [page.url(), await login.storageState()];

process.stdout.write(`${os.cpus()[0]?.model}, ${os.cpus().length} CPUs, Node ${process.version}, Chromium ${browser.version()}, ${address}\n`);
process.stdout.write("run   ttfb ms  first paint ms  largest paint ms  layout shift  blocking ms  script kB  all kB\n");
const runs: Measured[] = [];
for (let run = 1; run <= RUNS; run += 1) {
  const context = await browser.newContext({ storageState, viewport: { width: 1440, height: 900 } });
  const measured = await measure(await context.newPage());
  runs.push(measured);
  print(String(run), measured);
  await context.close();
}
const middle = (read: (one: Measured) => number) => median(runs.map(read));
print("p50", { ttfb: middle((one) => one.ttfb), firstPaint: middle((one) => one.firstPaint), largestPaint: middle((one) => one.largestPaint), layoutShift: middle((one) => one.layoutShift), blockingMs: middle((one) => one.blockingMs), scriptKb: middle((one) => one.scriptKb), totalKb: middle((one) => one.totalKb) });
await browser.close();

async function measure(tab: Page): Promise<Measured> {
  let [script, total] = [0, 0];
  const protocol = await tab.context().newCDPSession(tab);
  await protocol.send("Network.enable");
  const scripts = new Set<string>();
  protocol.on("Network.responseReceived", ({ requestId, type }) => type === "Script" && scripts.add(requestId));
  protocol.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    total += encodedDataLength;
    if (scripts.has(requestId)) script += encodedDataLength;
  });
  await tab.goto(address, { waitUntil: "networkidle" });
  const paints = await tab.evaluate<Omit<Measured, "scriptKb" | "totalKb">>(READ_PAINTS);
  return { ...paints, scriptKb: script / 1_000, totalKb: total / 1_000 };
}

function print(name: string, { ttfb, firstPaint, largestPaint, layoutShift, blockingMs, scriptKb, totalKb }: Measured): void {
  const cells = [ttfb.toFixed(0).padStart(9), firstPaint.toFixed(0).padStart(15), largestPaint.toFixed(0).padStart(17), layoutShift.toFixed(4).padStart(13), blockingMs.toFixed(0).padStart(12), scriptKb.toFixed(1).padStart(10), totalKb.toFixed(1).padStart(7)];
  process.stdout.write(`${name.padEnd(4)}${cells.join(" ")}\n`);
}
