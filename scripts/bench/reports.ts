// Reports: server-side time of single reports and of the overview page, over a history made by the real recording code.
// npm run bench reports -- [--views 1000000] [--days 90] [--rounds 60] [--data-dir DIR (kept, and used again)] [--reuse (record nothing: the directory must have it)]
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { ATTRIBUTION_MODELS } from "../../server/attribution/models.ts";
import { connectDatabase } from "../../server/database/connect-database.ts";
import { createHitRecorder } from "../../server/ingestion/hit-recorder.ts";
import { DIMENSIONS } from "../../server/read-model/dimensions.ts";
import { forgetColumns, heldBytes } from "../../server/read-model/website-state.ts";
import { rebuildWebsite } from "../../server/read-model/rebuild-website.ts";
import { getCustomers } from "../../server/insights/get-customers.ts";
import { getFunnel } from "../../server/insights/get-funnel.ts";
import { getGoals } from "../../server/insights/get-goals.ts";
import { getRetention } from "../../server/insights/get-retention.ts";
import { getSubscriptions } from "../../server/insights/get-subscriptions.ts";
import { parseFunnelSteps } from "../../server/insights/funnel-steps.ts";
import { getBreakdown } from "../../server/reports/get-breakdown.ts";
import { getOverview } from "../../server/reports/get-overview.ts";
import { getTimeseries } from "../../server/reports/get-timeseries.ts";
import { METRICS } from "../../server/reports/metrics.ts";
import { parseFilters } from "../../server/reports/parse-filters.ts";
import { parsePeriod } from "../../server/reports/parse-period.ts";
import { readAcquisition } from "../../server/ingestion/acquisition/read-acquisition.ts";
import { createWebsite } from "../../server/websites/create-website.ts";
import { makeHistory } from "./make-history.ts";
import { describeMachine, print } from "./measure-load.ts";

const { values } = parseArgs({ options: { views: { type: "string", default: "1000000" }, days: { type: "string" }, rounds: { type: "string", default: "60" }, "data-dir": { type: "string" }, reuse: { type: "boolean", default: false } } });
const views = Number(values.views);
const days = Number(values.days ?? (views > 2_000_000 ? 365 : 90));
const rounds = Number(values.rounds);
/** The website's name says what was recorded, once all of it is. */
const FINISHED = `Bench ${views} in ${days}`;
const dataDir = values["data-dir"] ?? (await mkdtemp(join(tmpdir(), "postmetric-bench-")));
const database = await connectDatabase({ mongodbUri: process.env["MONGODB_URI"], dataDir, workerUrl: new URL("../engine-worker-from-source.mjs", import.meta.url) });
const progress = (line: string) => void process.stderr.write(`\r  ${line}          `);
const since = async <Result>(work: () => Promise<Result>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};
/** Linux tells the process's own memory from pages of the database's file, which the kernel takes back when it needs them. */
const ofStatus = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "")?.[1] ?? NaN) / 1_024);
const memory = () => `${ofStatus("RssAnon")} MB of its own with the engine, ${ofStatus("RssFile")} MB of the database's file mapped, ${Math.round(heldBytes() / 1_048_576)} MB of columns`;

try {
  print(describeMachine());
  print(`reports: ${views} page views over ${days} days, ${rounds} rounds; ${database.kind} database`);
  const website = (await Website.findOne({ name: FINISHED }).lean<WebsiteRecord>()) ?? (await make());
  const now = new Date();
  const period = parsePeriod({ from: undefined, to: undefined, timezone: website.timezone, now });
  const whole = { ...period, from: new Date(period.to.getTime() - days * 86_400_000) };
  const all = { website, period: whole, filters: [] };

  forgetColumns(website._id);
  print(`cold, columns from the database: ${(await since(() => getOverview(all))).toFixed(0)} ms (then ${memory()})`);
  const row = async (name: string, ask: (round: number) => Promise<unknown>): Promise<void> => {
    const first = await since(() => ask(0));
    const times: number[] = [];
    const before = process.cpuUsage();
    for (let round = 1; round <= rounds; round += 1) times.push(await since(() => ask(round)));
    const { user, system } = process.cpuUsage(before);
    const sorted = times.sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number).toFixed(1);
    print(`${name.padEnd(58)} first ${first.toFixed(1).padStart(7)}  p50 ${at(0.5).padStart(7)}  p99 ${at(0.99).padStart(7)} ms; ${((user + system) / 1_000 / rounds).toFixed(1).padStart(6)} ms of CPU each, database included`);
  };
  const limit = 10;
  const pick = <Item>(items: readonly Item[], round: number): Item => items[round % items.length] as Item;
  const FILTERS: readonly Record<string, string>[] = [{ channel: "Email" }, { not_country: "C1" }, { contains_page: "page-1" }, { goal: "goal-0", device: "mobile" }, { contains_landing_page: "9", not_browser: "Safari" }];
  await row("overview figures", () => getOverview(all));
  await row("series by day, every metric", () => getTimeseries({ ...all, interval: "day", metrics: METRICS }));
  for (const dimension of ["channel", "referrer", "landing_page", "city", "page"] as const) await row(`by ${dimension}`, () => getBreakdown({ ...all, dimension, model: "last_touch", limit }));
  await row("by campaign, each model in turn, window 30 days", (round) => getBreakdown({ ...all, dimension: "campaign", model: pick(ATTRIBUTION_MODELS, round), windowDays: 30, limit }));
  await row("any dimension, model and filters in turn", (round) => getBreakdown({ ...all, dimension: pick(DIMENSIONS, round), model: pick(ATTRIBUTION_MODELS, round >> 1), filters: parseFilters(pick(FILTERS, round)), limit }));
  await row("overview figures, filters in turn", (round) => getOverview({ ...all, filters: parseFilters(pick(FILTERS, round)) }));
  const page = (filters: Record<string, string>) => {
    const asked = { ...all, filters: parseFilters(filters) };
    return Promise.all([getOverview(asked), getTimeseries({ ...asked, interval: "day", metrics: METRICS }), ...DIMENSIONS.slice(0, 10).map((dimension) => getBreakdown({ ...asked, dimension, model: "last_touch", limit }))]);
  };
  await row("overview page: figures, series, 10 panels", () => page({}));
  await row("overview page, filters in turn", (round) => page(pick(FILTERS, round)));
  await row("overview page against the period before", () => Promise.all([page({}), getOverview({ ...all, compare: "previous" })]));
  const asked = (round: number) => ({ ...all, filters: round % 2 === 0 ? [] : parseFilters(pick(FILTERS, round)) });
  const steps = parseFunnelSteps(["page:/page-1*", "goal:goal-0", "checkout", "paid"]);
  await row("goals, every other time filtered", (round) => getGoals(asked(round)));
  await row("a funnel of four steps, every other time filtered", (round) => getFunnel({ ...asked(round), steps, windowDays: 30 }));
  await row("retention by week, every other time filtered", (round) => getRetention({ website, filters: asked(round).filters, unit: "week", count: 12, now }));
  await row("customers of three months", () => getCustomers({ website, filters: [], months: 3, now }));
  await row("subscriptions of three months", () => getSubscriptions({ website, months: 3, now }));
  const recorder = createHitRecorder();
  const live = (round: number) => recorder.record([hitNow(website._id, round)]);
  await row("overview figures right after a new hit", async (round) => {
    await live(round);
    await getOverview(all);
  });
  const before = (await getOverview(all)).pageviews;
  await live(rounds + 1);
  let seenAfter = 0;
  const startedAt = performance.now();
  while (seenAfter === 0) if ((await getOverview(all)).pageviews > before) seenAfter = performance.now() - startedAt;
  print(`a recorded hit is in the reports after ${seenAfter.toFixed(0)} ms (target 2,000)`);
  await recorder.stop();
  print(memory());
} finally {
  await database.stop();
  if (!values["data-dir"]) await rm(dataDir, { recursive: true, force: true });
}

async function make(): Promise<WebsiteRecord> {
  if (values.reuse || (await Website.exists({}))) throw new Error(`${dataDir} does not hold ${views} page views over ${days} days, or not all of them: give an empty directory, without --reuse`);
  const now = new Date();
  const website = await createWebsite({ teamId: "team_bench", input: { name: "Bench, being recorded", domain: "shop.example.com", timezone: "America/New_York", currency: "USD" }, now });
  let made = {};
  const seconds = (await since(async () => void (made = await makeHistory({ websiteId: website._id, views, days, end: now.getTime(), onProgress: progress })))) / 1_000;
  process.stderr.write("\n");
  print(`recorded ${JSON.stringify(made)} in ${seconds.toFixed(0)} s: ${(views / seconds).toFixed(0)} page views a second (then ${memory()})`);
  const rebuild = (await since(() => rebuildWebsite(website, (done, of) => progress(`${done} of ${of} days`)))) / 1_000;
  process.stderr.write("\n");
  print(`columns of all days made from the records in ${rebuild.toFixed(0)} s (then ${memory()})`);
  await Website.updateOne({ _id: website._id }, { name: FINISHED });
  return website;
}

function hitNow(websiteId: string, n: number) {
  const url = new URL("https://shop.example.com/live");
  const id = `live-${Date.now()}-${n}`;
  return { websiteId, visitorId: id, clientSessionId: id, hitId: id, type: "pageview" as const, at: new Date(), hostname: url.hostname, path: url.pathname, title: null, referrer: null, name: null, value: null, params: null, engagedMs: null, screen: null, language: null, country: null, region: null, city: null, device: null, browser: null, os: null, checkoutSignal: false, acquisition: readAcquisition({ url, referrer: null, ownHosts: [url.hostname] }) };
}
process.exit();
