// What a browser fetches on the first load of a page: each script that the page and its frame need, gzipped.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

export const OVERVIEW_BUDGET_KB = 150;
const CLIENT = "build/client";
const FRAME = ["root", "routes/website"];

/** Bytes of JavaScript, gzipped, by page (`routes/overview` …). */
export function measureFirstLoads() {
  const name = readdirSync(`${CLIENT}/assets`).find((file) => file.startsWith("manifest-"));
  const { entry, routes } = JSON.parse(readFileSync(`${CLIENT}/assets/${name}`, "utf8").replace(/^window\.__remixManifest=/, "").replace(/;$/, ""));
  const sizes = new Map();
  const sizeOf = (file) => {
    if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(CLIENT + file)).length);
    return sizes.get(file);
  };
  const pages = Object.values(routes).filter(({ id, path }) => !FRAME.includes(id) && path !== "*");
  return Object.fromEntries(
    pages.map((page) => {
      const chain = [];
      for (let route = page; route; route = routes[route.parentId]) chain.push(route);
      const files = new Set([entry, ...chain].flatMap(({ module, imports = [] }) => [module, ...imports]));
      return [page.id, [...files].reduce((sum, file) => sum + sizeOf(file), 0)];
    }),
  );
}

export function printBundleReport() {
  const loads = Object.entries(measureFirstLoads()).sort(([, a], [, b]) => b - a);
  process.stdout.write("First-load JavaScript, gzipped:\n");
  for (const [page, bytes] of loads) process.stdout.write(`  ${page.replace("routes/", "").padEnd(24)} ${(bytes / 1_000).toFixed(1).padStart(6)} kB\n`);
  const overview = loads.find(([page]) => page === "routes/overview")?.[1] ?? 0;
  process.stdout.write(`  the overview's budget is ${OVERVIEW_BUDGET_KB} kB: ${overview < OVERVIEW_BUDGET_KB * 1_000 ? "kept" : "EXCEEDED"}\n`);
}
