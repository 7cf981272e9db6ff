// npm run start:deno: the same build, run by Deno 2.
import { spawn } from "node:child_process";
import { findDeno } from "./find-deno.mjs";
import { prepare, root } from "./prepare.mjs";

await prepare({ build: true });
const deno = spawn(findDeno(), ["run", "-A", "--node-modules-dir=manual", "build/server/index.js"], {
  cwd: root,
  stdio: "inherit",
  env: { NODE_ENV: "production", ...process.env },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => deno.kill(signal));
deno.on("exit", (code, signal) => process.exit(signal ? 0 : (code ?? 1)));
