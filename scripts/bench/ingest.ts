// Ingestion: acknowledged durable hits a second, beside a bare Express route that parses the same JSON in the same run.
// npm run bench ingest -- [--connections 50] [--hits 60000] [--views-per-visitor 1] [--ids time|random] [--again-every 0 (3: every third is one that was sent before)]
import { parseArgs } from "node:util";
import { buildHit } from "./build-hit.ts";
import { describeLoad, describeMachine, measureLoad, print } from "./measure-load.ts";
import { startBenchServer, startYardstick } from "./start-bench-server.ts";

const { values } = parseArgs({ options: { connections: { type: "string", default: "50" }, hits: { type: "string", default: "60000" }, "views-per-visitor": { type: "string", default: "1" }, ids: { type: "string", default: "time" }, "again-every": { type: "string", default: "0" } } });
const [connections, hits, viewsPerVisitor] = [Number(values.connections), Number(values.hits), Number(values["views-per-visitor"])];
const ids = values.ids === "random" ? "random" : "time";
const againEvery = Number(values["again-every"]);
/** How long ago, in hits, what is sent again was sent first: it was answered long since. A prime, so that it was not itself sent again. */
const BEFORE = 1_009;
const isAgain = (n: number) => againEvery > 0 && n >= BEFORE && n % againEvery === 0;
const WARM_UP = Math.min(3_000, hits);

print(describeMachine());
print(`ingest: ${hits} hits over ${connections} connections, ${viewsPerVisitor} page views a visitor, ${ids === "time" ? "ids that begin with the time, as the script makes them" : "random ids"}; ${WARM_UP} before to warm up; embedded engine`);

const yardstick = await startYardstick();
const server = await startBenchServer();
try {
  const load = (url: string, run: string, amount: number) => measureLoad({ url, connections, amount, maxSeconds: 300, build: (n) => buildHit({ websiteId: server.websiteId, n: isAgain(n) ? n - BEFORE : n, run, viewsPerVisitor, ids }) });
  await load(yardstick.url, "w", WARM_UP);
  const bare = await load(yardstick.url, "b", hits);
  print(describeLoad("bare Express, nothing stored", bare));
  const warm = await load(server.url, "w", WARM_UP);
  const before = await server.usage();
  const measured = await load(server.url, "m", hits);
  const after = await server.usage();
  print(describeLoad("PostMetric, durable", measured));
  const accepted = warm.ok + measured.ok;
  const stored = await server.count("tracked_events", { websiteId: server.websiteId });
  const again = [WARM_UP, hits].reduce((sum, sent) => sum + Array.from({ length: sent }, (_, n) => n).filter(isAgain).length, 0);
  const [sessions, visitors] = [await server.count("sessions", { websiteId: server.websiteId }), await server.count("visitors", { websiteId: server.websiteId })];
  print(`accepted ${accepted}${again > 0 ? `, ${again} of them again` : ""}, stored ${stored} (${accepted - again === stored ? "equal" : "NOT EQUAL"}); ${sessions} sessions, ${visitors} visitors`);
  print(`server: ${((after.cpuSeconds - before.cpuSeconds) / measured.seconds).toFixed(2)} cores, ${Math.round(((after.cpuSeconds - before.cpuSeconds) / measured.ok) * 1e6)} µs of CPU a hit, ${Math.round(after.ownMb)} MB of its own, ${Math.round(after.mappedMb)} MB of the database's file mapped`);
  print(`ratio to bare Express: ${(measured.perSecond / bare.perSecond).toFixed(2)} (target 0.50); target 6,000/s: ${(measured.perSecond / 6_000).toFixed(2)}`);
  if (accepted - again !== stored || measured.failed > 0) process.exitCode = 1;
} finally {
  await server.stop();
  await yardstick.stop();
}
