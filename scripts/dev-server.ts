import type { ServerBuild } from "@remix-run/node";
import { createServer } from "vite";
import { serve } from "../server/serve.ts";

const vite = await createServer({ server: { middlewareMode: true }, appType: "custom" });

await serve({
  env: process.env,
  pages: () => vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>,
  assets: vite.middlewares,
  workerUrl: new URL("./engine-worker-from-source.mjs", import.meta.url),
  trackerScriptPath: "build/tracker/script.js",
});
