// The server without pages, on an engine that fails by itself, in the way that the worker named last does: nobody else may keep the process alive then.
import { BroadcastChannel } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
const { serve } = await import("../../server/serve.ts");
await serve({
  env: { ...process.env, PORT: "0", DATA_DIR: process.argv[2], LOG_LEVEL: "error" },
  pages: async () => ({}),
  assets: (_request, _response, next) => next(),
  workerUrl: new URL(process.argv[3], import.meta.url),
  trackerScriptPath: "build/tracker/script.js",
});
const started = new BroadcastChannel("server started");
started.postMessage(null);
started.close();
