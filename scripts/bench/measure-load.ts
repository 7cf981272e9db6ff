import { cpus, totalmem } from "node:os";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import autocannon from "autocannon";

export type Load = { requests: number; ok: number; failed: number; perSecond: number; p50: number; p99: number; max: number; seconds: number };
export type BuiltRequest = { path: string; body: string; headers: Record<string, string> };

/** Sends `amount` POST requests over `connections`, each built anew by `build(n)`, and counts what was answered with 2xx. Bounded by `maxSeconds`. */
export async function measureLoad(options: { url: string; connections: number; amount: number; maxSeconds: number; build: (n: number) => BuiltRequest; ratePerSecond?: number }): Promise<Load> {
  let next = 0;
  const request: autocannon.Options = {
    url: options.url,
    connections: options.connections,
    timeout: 30,
    ...(options.ratePerSecond ? { overallRate: options.ratePerSecond, duration: options.maxSeconds } : { amount: options.amount }),
    requests: [
      {
        method: "POST",
        setupRequest: (request: autocannon.Request) => {
          const built = options.build(next);
          next += 1;
          return { ...request, path: built.path, body: built.body, headers: built.headers };
        },
      },
    ],
  };
  // The load generator looks at its clock once a second, too coarse for a run of five: the last answer ends the time.
  const startedAt = performance.now();
  let answeredAt = startedAt;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(request, (error: Error | null, finished) => (error ? reject(error) : resolve(finished)));
    running.on("response", () => (answeredAt = performance.now()));
  });
  const seconds = (answeredAt - startedAt) / 1_000;
  const ok = result["2xx"];
  const failed = result.non2xx + result.errors + result.timeouts;
  return { requests: ok + result.non2xx, ok, failed, perSecond: ok / seconds, p50: result.latency.p50, p99: result.latency.p99, max: result.latency.max, seconds };
}

/** What ran: machine and versions, for the head of every benchmark's output. */
export function describeMachine(): string {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string) => (JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")) as { version: string }).version;
  const versions = ["express", "mongoose", "mongodb", "autocannon"].map((name) => `${name} ${versionOf(name)}`).join(", ");
  return `${new Date().toISOString().slice(0, 16)}Z · ${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown"} · ${(totalmem() / 2 ** 30).toFixed(0)} GiB · Node ${process.versions.node} · ${versions}`;
}

export function describeLoad(name: string, load: Load): string {
  return `${name}: ${Math.round(load.perSecond)}/s, p50 ${load.p50} ms, p99 ${load.p99} ms, max ${Math.round(load.max)} ms (${load.ok} accepted, ${load.failed} refused or failed, ${load.seconds.toFixed(1)} s)`;
}

/** The middle one of some numbers, the upper of two. */
export function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

/** One line of a benchmark's report. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
