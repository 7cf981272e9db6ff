// npm test: everything that must hold, ending with one plain line.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium, installChromium } from "./find-chromium.mjs";
import { prepare, root, step } from "./prepare.mjs";

let passed = 0;
let failed = 0;

await prepare({ build: true });
await check("Type check", "node_modules/.bin/tsc", ["--noEmit", "-p", "."]);
await check("Lint", "node_modules/.bin/eslint", ["."]);
if (!findChromium()) await installChromium(step);
process.env.CHROMIUM_PATH ??= findChromium() ?? "";
if (!process.env.CHROMIUM_PATH) process.stderr.write("No Chromium: the browser tests will fail. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.\n");
if (!process.env.TEST_MONGODB_URI) process.stderr.write("TEST_MONGODB_URI is not set: the integration tests run against the embedded engine only, not against a real MongoDB.\n");
await vitest(["unit", "integration", "e2e"]);

process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

async function check(label, command, args) {
  try {
    await step(label, command, args);
    passed += 1;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    failed += 1;
  }
}

async function vitest(projects) {
  const folder = mkdtempSync(join(tmpdir(), "postmetric-test-"));
  const report = join(folder, "report.json");
  const args = ["run", ...projects.flatMap((name) => ["--project", name]), "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await new Promise((resolve) => {
    spawn("node_modules/.bin/vitest", args, { cwd: root, stdio: "inherit" }).on("close", resolve);
  });
  try {
    const result = JSON.parse(readFileSync(report, "utf8"));
    passed += result.numPassedTests;
    // A suite that could not even load has no failed test of its own, and a skipped test proves nothing: both count as failures.
    const broken = result.testResults.filter((file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed")).length;
    failed += result.numFailedTests + broken + result.numPendingTests;
    if (code !== 0 && result.numFailedTests + broken === 0) failed += 1;
  } catch {
    failed += 1;
  }
  rmSync(folder, { recursive: true, force: true });
}
