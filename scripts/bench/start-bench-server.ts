import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { connectDatabase } from "../../server/database/connect-database.ts";
import mongoose from "mongoose";
import { print } from "./measure-load.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const CLOCK_TICKS = 100;

/** `ownMb` is the process's own memory; pages of the database's file are mapped beside it, which the kernel takes back when it needs them. */
export type Usage = { cpuSeconds: number; ownMb: number; mappedMb: number };
export type BenchServer = {
  url: string;
  websiteId: string;
  apiKey: string;
  /** Of the owner, logged in: what a browser would send. */
  cookie: string;
  usage(): Promise<Usage>;
  /** Documents of a collection, optionally those that fit, read beside the running server. */
  count(collection: string, filter?: Record<string, unknown>): Promise<number>;
  /** How many succeeded payments there are, and their sum in minor units, read beside the running server. */
  sumPayments(): Promise<{ payments: number; amountMinor: number }>;
  stop(): Promise<void>;
};

const OWNER = { email: "bench@example.com", password: "a password for benchmarks" };
/** Bytes; as the container and the systemd unit have it. */
const MALLOC_MMAP_THRESHOLD_ = "131072";
export const WEBHOOK_SECRET = "whsec_bench_made_up_0123456789";

/** The built product as a process of its own on an empty data directory, with one website; `nodeArgs` for a profile. */
export async function startBenchServer(): Promise<BenchServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "postmetric-bench-"));
  const port = await freePort();
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", PORT: String(port), DATA_DIR: dataDir, TRUST_PROXY: "1", LOG_LEVEL: "error", STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET, MALLOC_MMAP_THRESHOLD_ };
  print(`server: as deploy/ starts it, MALLOC_MMAP_THRESHOLD_=${MALLOC_MMAP_THRESHOLD_}`);
  const nodeArgs = (process.env["BENCH_NODE_ARGS"] ?? "").split(" ").filter(Boolean);
  const admin = (...command: string[]) => promisify(execFile)(process.execPath, ["build/server/admin.js", ...command], { cwd: root, env });
  await admin("create-user", "--email", OWNER.email, "--password", OWNER.password);
  const { stdout } = await admin("create-website", "--name", "Bench", "--domain", "shop.example.com", "--owner", OWNER.email, "--json");
  const { websiteId, apiKey } = JSON.parse(stdout) as { websiteId: string; apiKey: string };
  const child = spawn(process.execPath, [...nodeArgs, "build/server/index.js"], { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://127.0.0.1:${port}`;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const cookie = await untilReady(`${url}/readyz`).then(() => logIn(url)).catch((error: unknown) => {
    child.kill("SIGTERM");
    throw error;
  });
  await connectDatabase({ mongodbUri: undefined, dataDir, workerUrl: new URL("../engine-worker-from-source.mjs", import.meta.url), besideServer: true });
  return {
    url,
    websiteId,
    apiKey,
    cookie,
    usage: () => readUsage(child.pid ?? 0),
    count: async (collection, filter = {}) => (await mongoose.connection.db?.collection(collection).countDocuments(filter)) ?? 0,
    sumPayments: async () => {
      const amounts = (await mongoose.connection.db?.collection<{ amountMinor: number }>("payments").find({ status: "succeeded" }, { projection: { amountMinor: 1 } }).toArray()) ?? [];
      return { payments: amounts.length, amountMinor: amounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0) };
    },
    stop: async () => {
      await mongoose.disconnect();
      child.kill("SIGTERM");
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function logIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/trpc/auth.logIn`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(OWNER) });
  const cookie = answer.headers.get("set-cookie")?.split(";")[0];
  if (!cookie) throw new Error(`Logging in: ${answer.status} ${await answer.text()}`);
  return cookie;
}

/** An Express server with one route that parses the same JSON and answers: what the framework alone reaches on this machine. */
export async function startYardstick(everyMs = 100): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const child = spawn(process.execPath, ["scripts/bench/bare-express.mjs", String(port)], { cwd: root, env: { ...process.env, NODE_ENV: "production" }, stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, everyMs);
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Resolves when the address answers with less than 500; asks every `everyMs` milliseconds. */
export async function untilReady(url: string, everyMs = 100): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += everyMs) {
    if (await fetch(url).then(({ status }) => status < 500, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`${url} did not answer within 30 seconds`);
}

/** CPU time and memory of a process, from Linux's /proc; zeros elsewhere. */
export async function readUsage(pid: number): Promise<Usage> {
  try {
    const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ") ?? [];
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1_024;
    return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS, ownMb: megabytes("RssAnon"), mappedMb: megabytes("RssFile") };
  } catch {
    return { cpuSeconds: 0, ownMb: 0, mappedMb: 0 };
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
