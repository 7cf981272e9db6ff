// Start-up and idle memory, as someone who types `npm start` sees them: from the command to /readyz, on an empty data directory and on one that was used.
// npm run bench start -- [--runs 5] [--idle-seconds 20]
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine, median, print } from "./measure-load.ts";
import { freePort, readUsage, root, startYardstick, untilReady } from "./start-bench-server.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "5" }, "idle-seconds": { type: "string", default: "20" } } });
const runs = Math.min(Number(values.runs), 50);
const ASK_EVERY_MS = 10;
const idleSeconds = Math.min(Number(values["idle-seconds"]), 600);

print(describeMachine());
const measured: Record<"empty" | "used" | "bare", number[]> = { empty: [], used: [], bare: [] };
const memory: number[] = [];
for (let run = 1; run <= runs; run += 1) {
  const dataDir = await mkdtemp(join(tmpdir(), "postmetric-start-"));
  const { empty, used } = await startTwice(dataDir).finally(() => rm(dataDir, { recursive: true, force: true }));
  const startedAt = performance.now();
  const yardstick = await startYardstick(ASK_EVERY_MS);
  measured.bare.push(performance.now() - startedAt);
  await yardstick.stop();
  measured.empty.push(empty.readyMs);
  measured.used.push(used.readyMs);
  memory.push(used.ownMb);
  print(`run ${run}: npm start to ready ${empty.readyMs.toFixed(0)} ms on an empty data directory, ${used.readyMs.toFixed(0)} ms on it again; ${used.ownMb.toFixed(0)} MB of its own and ${used.mappedMb.toFixed(0)} MB mapped after ${idleSeconds} s idle`);
}
print(`p50: ready after ${median(measured.empty).toFixed(0)} ms, again ${median(measured.used).toFixed(0)} ms; ${median(memory).toFixed(0)} MB idle. A bare Express process, without npm: ${median(measured.bare).toFixed(0)} ms`);

async function startTwice(dataDir: string) {
  return { empty: await start(dataDir, 0), used: await start(dataDir, idleSeconds) };
}

async function start(dataDir: string, idle: number): Promise<{ readyMs: number; ownMb: number; mappedMb: number }> {
  const port = await freePort();
  const startedAt = performance.now();
  const npm = spawn("npm", ["start"], { cwd: root, env: { ...process.env, MONGODB_URI: "", PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: "error" }, stdio: ["ignore", "ignore", "inherit"] });
  let over = false;
  const ended = new Promise<void>((resolve) => npm.once("close", () => resolve(void (over = true))));
  const early = ended.then(() => Promise.reject(new Error("npm start has ended by itself")));
  early.catch(() => undefined);
  try {
    await Promise.race([untilReady(`http://127.0.0.1:${port}/readyz`, ASK_EVERY_MS), early]);
    const readyMs = performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, idle * 1_000));
    return { readyMs, ...(await readUsage(npm.pid ? await innermost(npm.pid) : 0)) };
  } finally {
    if (!over && npm.pid) process.kill(await innermost(npm.pid), "SIGTERM");
    await ended;
  }
}

/** The process that a shell's or npm's process has begun, and that one, down to the last: by Linux's /proc. */
async function innermost(pid: number): Promise<number> {
  const [child] = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "")).split(" ").filter(Boolean);
  return child ? innermost(Number(child)) : pid;
}
