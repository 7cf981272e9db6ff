// npm run test:crash -- [--rounds 50]: kill -9 at random moments under load, again and again; npm test does a few rounds of the same.
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { prepare, root } from "./prepare.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "50" } } });
const rounds = Number(values.rounds);
if (!(Number.isInteger(rounds) && rounds > 0)) {
  process.stderr.write("--rounds takes a whole number above 0\n");
  process.exit(1);
}
await prepare({ build: true });
const env = { ...process.env, CRASH_ROUNDS: String(rounds) };
spawn("node_modules/.bin/vitest", ["run", "--project", "e2e", "tests/e2e/crash.test.ts"], { cwd: root, stdio: "inherit", env }).on("close", (code) => process.exit(code ?? 1));
