import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findDeno } from "../../scripts/find-deno.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const DENO = [findDeno(), "run", "-A", "--node-modules-dir=manual"];

export type Product = {
  url: string;
  firstOwnerLink: string;
  dataDir: string;
  admin(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  /** Starts another server on the same data directory; resolves when it has ended. */
  startSecond(): Promise<{ code: number; stdout: string; stderr: string }>;
  /** All that the process has said since it was started. */
  output(): string;
  /** Ends the process by a signal; resolves with its exit code (null: the signal itself ended it) and all that it has said. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; output: string }>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * The built product as a process of its own, on a free port and an empty data directory, on Node or Deno. `mortalEngine`: on Node, SIGUSR2 cuts off
 * the engine's thread.
 */
export async function startProduct(options: { runtime: "node" | "deno"; stripeSecret: string; mortalEngine?: boolean }): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), "postmetric-product-"));
  const port = await freePort();
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", PORT: String(port), DATA_DIR: dataDir, STRIPE_WEBHOOK_SECRET: options.stripeSecret, LOG_LEVEL: "error" };
  const preload = options.mortalEngine ? ["--import", new URL("end-engine-on-signal.mjs", import.meta.url).href] : [];
  const [command = "", ...args] = [...(options.runtime === "deno" ? DENO : [process.execPath, ...preload]), "build/server/index.js"];
  let child: ChildProcess;
  let output = "";

  async function start(): Promise<void> {
    output = "";
    child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    for (let tries = 0; tries < 600; tries += 1) {
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status === 200, () => false);
      if (ready && output.includes("runs at")) return;
      if (child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`The product did not start:\n${output}`);
  }

  async function end(signal: NodeJS.Signals): Promise<{ code: number | null; output: string }> {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill(signal);
      await ended;
    }
    return { code: child.exitCode, output };
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    firstOwnerLink: /http\S+first-owner\S+/.exec(output)?.[0] ?? "",
    dataDir,
    admin: (...adminArgs) => run([process.execPath, "build/server/admin.js", ...adminArgs], env),
    startSecond: () => run([process.execPath, "build/server/index.js"], { ...env, PORT: "0" }),
    output: () => output,
    end,
    restart: start,
    stop: async () => {
      await end("SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function run([command = "", ...args]: string[], env: NodeJS.ProcessEnv): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
