import { serve } from "./serve.ts";
import { createStaticAssets } from "./http/static-assets.ts";

process.env["NODE_ENV"] ??= "production";
const pages = await import("virtual:remix/server-build");

await serve({
  env: process.env,
  pages,
  assets: createStaticAssets("build/client"),
  workerUrl: new URL("./engine-worker.js", import.meta.url),
  trackerScriptPath: "build/tracker/script.js",
});
