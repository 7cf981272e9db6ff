// npm run dev: pages reload by themselves, the server restarts when its sources change.
import { spawn } from "node:child_process";
import { prepare, root } from "./prepare.mjs";

await prepare({ build: false });
const { buildTracker } = await import("./build-tracker.mjs");
await buildTracker({ outFile: "build/tracker/script.js" });
const child = spawn("node_modules/.bin/tsx", ["watch", "--clear-screen=false", "--include", "server/**", "--include", "models/**", "scripts/dev-server.ts"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, NODE_ENV: "development" },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 0));
