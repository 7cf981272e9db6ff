// Builds the browser script, the pages and the server into build/.
import { rmSync } from "node:fs";
import { build } from "vite";
import { buildTracker } from "./build-tracker.mjs";
import { hashSources, stampBuild } from "./prepare.mjs";
import { printBundleReport } from "./report-bundle.mjs";

process.env.NODE_ENV = "production";
// As they are now: what changes during the build is built the next time.
const sources = hashSources();
rmSync("build", { recursive: true, force: true });
await buildTracker({ outFile: "build/tracker/script.js" });
await build({ logLevel: "warn" });
await build({ logLevel: "warn", build: { ssr: true } });
printBundleReport();
stampBuild(sources);
