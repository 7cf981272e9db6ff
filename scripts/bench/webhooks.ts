// Webhooks: signed events verified and stored before the 200, beside a bare Express route in the same run; then how long the burst takes to be
// processed, and how fast a page answers meanwhile.
// npm run bench webhooks -- [--connections 20] [--events 20000]
import { parseArgs } from "node:util";
import { buildStripeEvent, sumOfStripeEvents } from "./build-stripe-event.ts";
import { describeLoad, describeMachine, measureLoad, print } from "./measure-load.ts";
import { startBenchServer, startYardstick } from "./start-bench-server.ts";
import type { Usage } from "./start-bench-server.ts";

const { values } = parseArgs({ options: { connections: { type: "string", default: "20" }, events: { type: "string", default: "20000" } } });
const [connections, events] = [Number(values.connections), Number(values.events)];
const WARM_UP = 500;
const PAGE_WARM_UP = 20;
const MAX_PROCESSING_MS = 600_000;

print(describeMachine());
print(`webhooks: ${events} signed events over ${connections} connections, two for each payment; ${WARM_UP} before to warm up, and ${PAGE_WARM_UP} times the page; embedded engine`);

const yardstick = await startYardstick();
const server = await startBenchServer();
try {
  const load = (url: string, run: string, amount: number) => measureLoad({ url, connections, amount, maxSeconds: 300, build: (n) => buildStripeEvent({ websiteId: server.websiteId, n, run }) });
  await load(yardstick.url, "w", WARM_UP);
  print(describeLoad("bare Express, nothing verified or stored", await load(yardstick.url, "b", Math.min(events, 10_000))));
  const warm = await load(server.url, "w", WARM_UP);
  for (let n = 0; n < PAGE_WARM_UP; n += 1) await openPage(`${server.url}/w/${server.websiteId}`, server.cookie);
  const before = await server.usage();
  const receiving = watchPage(`${server.url}/w/${server.websiteId}`, server.cookie);
  const startedAt = Date.now();
  const measured = await load(server.url, "m", events);
  print(describeLoad("PostMetric, verified and durable", measured));
  const received = await server.usage();
  const pageWhileReceiving = await receiving.stop();
  const processing = watchPage(`${server.url}/w/${server.websiteId}`, server.cookie);
  const stored = await server.count("stripe_events");
  const accepted = warm.ok + measured.ok;
  while (Date.now() - startedAt < MAX_PROCESSING_MS && (await server.count("stripe_events", { websiteId: server.websiteId, status: "processed" })) < accepted) await new Promise((resolve) => setTimeout(resolve, 500));
  const processedIn = (Date.now() - startedAt) / 1_000;
  const after = await server.usage();
  const pageWhileProcessing = await processing.stop();
  const processed = await server.count("stripe_events", { websiteId: server.websiteId, status: "processed" });
  const { payments, amountMinor } = await server.sumPayments();
  const expectedMinor = [WARM_UP, events].reduce((sum, sent) => sum + sumOfStripeEvents(sent), 0);
  const right = payments === accepted / 2 && amountMinor === expectedMinor;
  print(`accepted ${accepted}, stored ${stored} (${accepted === stored ? "equal" : "NOT EQUAL"}), processed ${processed} in ${processedIn.toFixed(1)} s from the first (${Math.round(events / processedIn)}/s)`);
  print(`payments ${payments}, together ${amountMinor / 100} of ${expectedMinor / 100} (${right ? "each once" : "NOT EACH ONCE"})`);
  print(`the overview page while receiving: ${describePage(pageWhileReceiving)}; then while processing: ${describePage(pageWhileProcessing)} (target under 200)`);
  const cpu = (until: Usage, from: Usage) => Math.round(((until.cpuSeconds - from.cpuSeconds) / events) * 1_000_000);
  print(`server: ${((after.cpuSeconds - before.cpuSeconds) / processedIn).toFixed(2)} cores, ${cpu(after, before)} µs of CPU an event (${cpu(received, before)} of them until the last was received), ${Math.round(after.ownMb)} MB of its own, ${Math.round(after.mappedMb)} MB of the database's file mapped`);
  if (accepted !== stored || processed !== accepted || !right || measured.failed > 0) process.exitCode = 1;
} finally {
  await server.stop();
  await yardstick.stop();
}

type PageTimes = { p50: number; p99: number; count: number };

function describePage({ p50, p99, count }: PageTimes): string {
  return count === 0 ? "not asked for" : `p50 ${p50} ms, p99 ${p99} ms (${count} times)`;
}

/** Asks for a page of the logged-in owner; milliseconds until all of it is there. */
async function openPage(url: string, cookie: string): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(url, { headers: { Cookie: cookie } });
  await answer.text();
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
  return performance.now() - startedAt;
}

/** Asks for it four times a second until stopped. */
function watchPage(url: string, cookie: string): { stop(): Promise<PageTimes> } {
  const times: number[] = [];
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      times.push(await openPage(url, cookie));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  // Told when it is stopped.
  running.catch(() => undefined);
  return {
    stop: async () => {
      stopped = true;
      await running;
      times.sort((a, b) => a - b);
      const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
      return { p50: at(0.5), p99: at(0.99), count: times.length };
    },
  };
}
