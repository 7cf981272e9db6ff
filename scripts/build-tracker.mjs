// Builds the browser script into one file and refuses to let it grow over its budget.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { transformWithEsbuild } from "vite";

const BUDGET_BYTES = 3_072;

/** Writes the minified script; throws when it is over 3 kB gzipped. Returns its sizes in bytes. */
export async function buildTracker({ outFile }) {
  const source = readFileSync("app/tracker/index.ts", "utf8");
  const { code } = await transformWithEsbuild(source, "index.ts", { minify: true, target: "es2020", sourcemap: false });
  const gzipBytes = gzipSync(code, { level: 9 }).length;
  if (gzipBytes > BUDGET_BYTES) throw new Error(`The browser script is ${gzipBytes} bytes gzipped; its budget is ${BUDGET_BYTES}`);
  mkdirSync(dirname(outFile), { recursive: true });
  writeFileSync(outFile, code);
  return { bytes: code.length, gzipBytes };
}
