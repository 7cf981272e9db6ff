import { setFlagsFromString } from "node:v8";
import { serve } from "./serve.ts";
import { createStaticAssets } from "./http/static-assets.ts";

// Recording makes garbage fast, and V8 would let it grow to several times what is in use before it collects it: a small machine has other uses for the memory.
setFlagsFromString("--heap-growing-percent=40");
process.env["NODE_ENV"] ??= "production";
const pages = await import("virtual:remix/server-build");

await serve({
  env: process.env,
  pages,
  assets: createStaticAssets("build/client"),
  workerUrl: new URL("./engine-worker.js", import.meta.url),
  trackerScriptPath: "build/tracker/script.js",
});
