// npm run fuzz -- --minutes 10: junk at every door for as long as told; ends with what the last failure's seed was.
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { prepare, root } from "./prepare.mjs";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write("--minutes takes a number above 0\n");
  process.exit(1);
}
await prepare({ build: false });
const args = ["run", "--project", "integration", "tests/integration/trust/fuzz.test.ts"];
const env = { ...process.env, FUZZ_SECONDS: String(minutes * 60) };
spawn("node_modules/.bin/vitest", args, { cwd: root, stdio: "inherit", env }).on("close", (code) => process.exit(code ?? 1));
