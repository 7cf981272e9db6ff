// The engine's worker, which ends once the server has started, and within a transaction, as when its memory runs out there.
import { join } from "node:path";
import { BroadcastChannel, workerData } from "node:worker_threads";
import { open } from "lmdb";

await import("../../scripts/engine-worker-from-source.mjs");
const { createCommitGate } = await import("../../server/database/embedded/commit-gate.ts");
const env = open({ path: join(workerData.storageDir, "stuck"), overlappingSync: false });
new BroadcastChannel("server started").onmessage = () => createCommitGate(workerData.gate).pass(() => env.transactionSync(() => process.exit(7)));
