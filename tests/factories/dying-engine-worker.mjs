// The engine's worker, which fails a moment after it has begun to listen.
import { parentPort } from "node:worker_threads";

await import("../../scripts/engine-worker-from-source.mjs");
setTimeout(() => {
  throw new Error("made up by a test");
}, 3_000);
parentPort.ref();
