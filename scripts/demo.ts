import { existsSync } from "node:fs";
import { join } from "node:path";
import { fillWithDemoData } from "./fill-with-demo-data.ts";

/** Demo data goes into a folder of its own, never among real data. */
process.env["DATA_DIR"] = join(process.env["DATA_DIR"] ?? "./data", "demo");
if (process.env["MONGODB_URI"]) {
  process.stderr.write("The demo only runs on the embedded database: unset MONGODB_URI\n");
  process.exit(1);
}
const workerUrl = new URL("./engine-worker.js", import.meta.url);
if (!existsSync(join(process.env["DATA_DIR"], "complete"))) await fillWithDemoData({ dataDir: process.env["DATA_DIR"], workerUrl });
process.stdout.write("Log in as demo@example.com with the password demo-password\n");
await import("../server/index.ts");
