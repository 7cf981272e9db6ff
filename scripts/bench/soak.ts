// Soak: visits, webhooks and report reads at half of what the machine takes, for a long time; a flat line is the goal.
// npm run bench soak -- [--minutes 30] [--hits-per-second 0 (measured)]
import { parseArgs } from "node:util";
import { buildHit } from "./build-hit.ts";
import { buildStripeEvent } from "./build-stripe-event.ts";
import { describeMachine, measureLoad, median, print } from "./measure-load.ts";
import { startBenchServer } from "./start-bench-server.ts";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "30" }, "hits-per-second": { type: "string", default: "0" } } });
const minutes = Math.min(Number(values.minutes), 24 * 60);
const SLICE_SECONDS = 15;
/**
 * Growth that is called a leak: more than this share of the settled memory, projected over an hour, beside the columns of the day's reports, which end with
 * the day and at REPORT_MEMORY_MB. The growth of all of it is told too.
 */
const MAX_GROWTH_AN_HOUR = 0.25;

print(describeMachine());
const server = await startBenchServer();
type Sample = { minute: number; ownMb: number; columnsMb: number };
const samples: Sample[] = [];
try {
  const build = (run: string) => (n: number) => buildHit({ websiteId: server.websiteId, n, run, viewsPerVisitor: 4 });
  const full = Number(values["hits-per-second"]) || (await measureLoad({ url: server.url, connections: 50, amount: 10_000, maxSeconds: 60, build: build("probe") })).perSecond / 2;
  const hitsPerSecond = Math.max(20, Math.round(full));
  print(`soak: ${minutes} minutes at ${hitsPerSecond} hits/s, ${Math.round(hitsPerSecond / 50)} webhooks/s and a report a second`);
  let [accepted, failed, slice] = [0, 0, 0];
  const startedAt = Date.now();
  while (Date.now() - startedAt < minutes * 60_000) {
    slice += 1;
    const reports = readReports();
    const [hits, webhooks] = await Promise.all([
      measureLoad({ url: server.url, connections: 25, amount: 0, ratePerSecond: hitsPerSecond, maxSeconds: SLICE_SECONDS, build: build(`s${slice}`) }),
      measureLoad({ url: server.url, connections: 4, amount: 0, ratePerSecond: Math.max(1, Math.round(hitsPerSecond / 50)), maxSeconds: SLICE_SECONDS, build: (n) => buildStripeEvent({ websiteId: server.websiteId, n, run: `s${slice}` }) }),
    ]);
    const reportMs = await reports.stop();
    const [{ ownMb, cpuSeconds }, columnsMb] = await Promise.all([server.usage(), readColumnsMb()]);
    accepted += hits.ok;
    failed += hits.failed + webhooks.failed;
    const minute = (Date.now() - startedAt) / 60_000;
    samples.push({ minute, ownMb, columnsMb });
    print(`${minute.toFixed(1).padStart(6)} min  ${String(Math.round(hits.perSecond)).padStart(5)} hits/s  p50 ${hits.p50} ms  p99 ${hits.p99} ms  webhooks p99 ${webhooks.p99} ms  report ${reportMs} ms  ${Math.round(ownMb)} MB of its own, ${Math.round(columnsMb)} of them columns  ${cpuSeconds.toFixed(0)} s of CPU  ${failed} failed`);
  }
  // The second half: the first one fills caches.
  const settled = samples.filter(({ minute }) => minute > minutes / 2);
  const growthOf = (megabytes: (sample: Sample) => number) => slope(settled.map((sample) => [sample.minute / 60, megabytes(sample)])) / (settled[0]?.ownMb ?? 1);
  const [growth, leak] = [growthOf(({ ownMb }) => ownMb), growthOf(({ ownMb, columnsMb }) => ownMb - columnsMb)];
  const percent = (share: number) => `${share < 0 ? "-" : "+"}${Math.abs(share * 100).toFixed(1)} %`;
  print(`accepted ${accepted}, failed ${failed}; memory in the second half ${percent(growth)} an hour; beside the columns ${percent(leak)}: ${leak > MAX_GROWTH_AN_HOUR ? "NOT FLAT" : "flat"}`);
  if (leak > MAX_GROWTH_AN_HOUR || failed > 0) process.exitCode = 1;
} finally {
  await server.stop();
}

/** Reads a report once a second until stopped; tells the median time in ms. */
function readReports(): { stop(): Promise<number> } {
  const times: number[] = [];
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      const startedAt = performance.now();
      const answer = await fetch(`${server.url}/api/v1/reports/overview`, { headers: { Authorization: `Bearer ${server.apiKey}` } });
      await answer.text();
      times.push(performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await running;
      return Math.round(median(times));
    },
  };
}

/** What the day's columns take, by the server's own account. */
async function readColumnsMb(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const bytes = Number(/^postmetric_report_columns_bytes (\S+)$/m.exec(text)?.[1]);
  if (!Number.isFinite(bytes)) throw new Error("/metrics does not tell postmetric_report_columns_bytes: the growth of memory cannot be judged");
  return bytes / 1_048_576;
}

/** Least squares: how much y grows for one of x. */
function slope(points: (readonly [number, number])[]): number {
  const mean = (pick: 0 | 1) => points.reduce((sum, point) => sum + point[pick], 0) / Math.max(1, points.length);
  const [x, y] = [mean(0), mean(1)];
  const below = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return below === 0 ? 0 : points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / below;
}
