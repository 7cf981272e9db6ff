// The tracking script in a real Chromium: its weight, and how long it holds the page's main thread at each thing it does.
// npm run bench tracker -- [--runs 9] [--slowdown 1 (4: a slower processor, as on phones)]
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import type { Page } from "playwright-core";
import { findChromium } from "../find-chromium.mjs";
import { describeMachine, print } from "./measure-load.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "9" }, slowdown: { type: "string", default: "1" } } });
const [runs, slowdown] = [Number(values.runs), Number(values.slowdown)];
const TARGET_MS = 5;
const SCRIPT = "/js/script.js";
const script = readFileSync("build/tracker/script.js");

type TraceEvent = { name: string; ph: string; ts: number; dur?: number; tid: number; pid: number; args: { data?: { url?: string; functionName?: string; columnNumber?: number } } };
type Held = { task: string; ms: number; layouts: number };

const rows = Array.from({ length: 200 }, (_, n) => `<p>${n} <a href="/page/${n}">here</a> <a href="https://other.example.com/${n}">there</a></p>`).join("");
const site = createServer((req, res) => {
  if (req.url?.startsWith(SCRIPT)) return res.writeHead(200, { "Content-Type": "text/javascript" }).end(script);
  if (req.url?.startsWith("/api/")) return res.writeHead(202, { "Content-Type": "application/json" }).end('{"status":"success","data":{"accepted":1,"dropped":[]}}');
  return res.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html><title>Shop</title><script defer src="${SCRIPT}" data-website-id="bench"></script><button data-postmetric-goal="signup" style="position:fixed">Sign up</button>${rows}`);
});
await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;

print(describeMachine());
print(`tracker: ${script.length} bytes, ${gzipSync(script, { level: 9 }).length} gzip (target 3,000); ${runs} pages, the processor slowed down ${slowdown} times; load, click on a goal, scroll, two route changes, leave`);
const browser = await chromium.launch({ executablePath: process.env["CHROMIUM_PATH"] || (findChromium() ?? "/usr/bin/chromium"), args: ["--no-sandbox", "--disable-gpu"] });
const held: Held[] = [];
for (let run = 0; run < runs; run += 1) {
  const page = await (await browser.newContext()).newPage();
  held.push(...(await measure(page)));
  await page.context().close();
}
await browser.close();
site.close();

const tasks = [...new Set(held.map(({ task }) => task))];
for (const task of tasks) {
  const times = held.filter((one) => one.task === task).map(({ ms }) => ms).sort((a, b) => a - b);
  print(`${task.padEnd(16)} ${String(times.length).padStart(4)} times  p50 ${(times[times.length >> 1] as number).toFixed(2)} ms  longest ${(times.at(-1) as number).toFixed(2)} ms`);
}
if (held.length === 0) throw new Error("The trace shows nothing of the script: it did not run, or Chromium's trace has other names");
const [longest, layouts] = [Math.max(...held.map(({ ms }) => ms)), held.reduce((sum, one) => sum + one.layouts, 0)];
print(`longest ${longest.toFixed(2)} ms (target ${TARGET_MS}): ${longest <= TARGET_MS ? "met" : "NOT MET"}; layouts made from within the script: ${layouts}`);
process.exitCode = longest <= TARGET_MS && layouts === 0 ? 0 : 1;

/** What the script's own code did on the main thread, from Chromium's trace. */
async function measure(page: Page): Promise<Held[]> {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await browser.startTracing(page, { categories: ["devtools.timeline", "v8.execute", "disabled-by-default-v8.compile"] });
  await page.goto(url, { waitUntil: "networkidle" });
  await page.getByRole("button").click();
  await page.mouse.wheel(0, 20_000);
  await page.waitForTimeout(200);
  for (const path of ["/a", "/b"]) await page.evaluate((to) => history.pushState(null, "", to), path);
  await page.waitForTimeout(300);
  await page.goto("about:blank");
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString("utf8")) as { traceEvents: TraceEvent[] };
  const whole = traceEvents.filter(({ ph, dur }) => ph === "X" && dur !== undefined);
  const own = whole.filter(({ name, args }) => ["v8.compile", "EvaluateScript", "FunctionCall"].includes(name) && args.data?.url?.endsWith(SCRIPT));
  const within = (inner: TraceEvent, outer: TraceEvent) => inner !== outer && inner.pid === outer.pid && inner.tid === outer.tid && inner.ts >= outer.ts && inner.ts + (inner.dur ?? 0) <= outer.ts + (outer.dur ?? 0);
  const outermost = own.filter((event) => !own.some((other) => within(event, other)));
  // A function is told by its place in the script, which is one line.
  const taskOf = ({ name, args }: TraceEvent) => (name === "FunctionCall" ? `at ${args.data?.columnNumber}` : name);
  return outermost.map((event) => ({ task: taskOf(event), ms: (event.dur as number) / 1_000, layouts: whole.filter((inner) => inner.name === "Layout" && within(inner, event)).length }));
}
