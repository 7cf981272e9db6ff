// The engine's worker, which fails once the server has started.
import { BroadcastChannel } from "node:worker_threads";

await import("../../scripts/engine-worker-from-source.mjs");
new BroadcastChannel("server started").onmessage = () => {
  throw new Error("made up by a test");
};
