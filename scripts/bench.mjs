// npm run bench <name> -- [options]: one of the measurements in scripts/bench/, over the built product on 127.0.0.1.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { prepare, root } from "./prepare.mjs";

const [name = "", ...args] = process.argv.slice(2);
if (!/^[a-z-]+$/.test(name) || !existsSync(`${root}scripts/bench/${name}.ts`)) {
  process.stderr.write("Name a benchmark of scripts/bench/: columns, engine, ingest, page-load, reports, soak, start, tracker or webhooks\n");
  process.exit(1);
}
await prepare({ build: true });
spawn("node_modules/.bin/tsx", [`scripts/bench/${name}.ts`, ...args], { cwd: root, stdio: "inherit" }).on("exit", (code) => process.exit(code ?? 1));
