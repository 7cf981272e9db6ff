import { chmodSync, rmSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { createCommitGate } from "./commit-gate.ts";
import { expireDocuments } from "./expire-documents.ts";
import { createSocketServer } from "./socket-server.ts";
import { openStorage } from "./storage.ts";

/**
 * Where to find the data and where to listen: a socket's path, or null for a loopback port. `gate` is shared with whoever ends the process; `lifeline` is
 * closed by Node as soon as this thread begins to end, also when the end itself hangs.
 */
export type WorkerData = { storageDir: string; socketPath: string | null; expireEveryMs: number; gate: SharedArrayBuffer; lifeline: MessagePort };

const { storageDir, socketPath, expireEveryMs, gate } = workerData as WorkerData;
const storage = openStorage(storageDir, createCommitGate(gate));
const { server, closeConnections } = createSocketServer(storage);
const sweep = setInterval(() => void expireDocuments(storage, new Date()).catch(() => undefined), expireEveryMs);

if (socketPath) {
  rmSync(socketPath, { force: true });
  server.listen(socketPath, () => {
    chmodSync(socketPath, 0o600);
    parentPort?.postMessage({ listening: true });
  });
} else {
  server.listen(0, "127.0.0.1", () => parentPort?.postMessage({ listening: true, port: (server.address() as { port: number }).port }));
}
server.on("error", (error) => parentPort?.postMessage({ failed: error.message }));

parentPort?.on("message", async (message: { stop?: true }) => {
  if (!message.stop) return;
  clearInterval(sweep);
  server.close();
  closeConnections();
  await storage.close();
  parentPort?.postMessage({ stopped: true });
});
