import { createRequire } from "node:module";

/**
 * Deno's own program. The `deno` that npm puts into `.bin` runs it and passes no signal on: who is told to stop there leaves the server running.
 * @returns {string}
 */
export function findDeno() {
  return createRequire(import.meta.url)("deno/install_api.cjs").runInstall();
}
