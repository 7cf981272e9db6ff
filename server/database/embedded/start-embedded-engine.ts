import { accessSync, constants, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { MessageChannel, Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { createCommitGate } from "./commit-gate.ts";
import { claimDirectory } from "./ownership.ts";
import { socketPathIn, uriOf } from "./socket-path.ts";
import type { WorkerData } from "./worker.ts";

export type EmbeddedEngine = {
  uri: string;
  socketPath: string | null;
  /** Resolves when the engine's thread has ended although nobody stopped it, or hangs in ending. */
  lost: Promise<Error>;
  stop(): Promise<void>;
};

/** How long the end of the process waits for the transaction that runs. */
const COMMIT_MS = 2_000;
/** How long a thread's end may take from its first sign. */
const ENDING_MS = 1_000;

/**
 * Starts the embedded engine on a data directory and waits until it listens. `workerUrl` is the built worker, or the one that runs from
 * source. Throws when another process has the directory.
 */
export async function startEmbeddedEngine(options: { dataDir: string; workerUrl: URL; expireEveryMs?: number }): Promise<EmbeddedEngine> {
  const dataDir = resolve(options.dataDir);
  const storageDir = join(dataDir, "database");
  prepareDirectory(storageDir, dataDir);
  const socketPath = process.platform === "win32" ? null : socketPathIn(dataDir, "mongo.sock");
  const claim = await claimDirectory(dataDir, socketPath ? uriOf(socketPath) : "");
  const [gate, lifeline] = [createCommitGate(), new MessageChannel()];
  const data: WorkerData = { storageDir, socketPath, expireEveryMs: options.expireEveryMs ?? 60_000, gate: gate.shared, lifeline: lifeline.port2 };
  const worker = new Worker(options.workerUrl, { workerData: data, transferList: [lifeline.port2] });
  const { ended, over, hangs } = watchEnd(worker, lifeline.port1);
  // Node ends the engine's thread with the process, and waits for that: between two transactions it is done in a moment, else perhaps never.
  const atExit = () => void ((gate.shut(COMMIT_MS) && !hangs()) || process.kill(process.pid, "SIGKILL"));
  process.on("exit", atExit);
  worker.once("exit", () => process.off("exit", atExit));
  let released: Promise<void> | undefined;
  const release = () => (released ??= claim.release());
  const end = async () => {
    gate.shut(COMMIT_MS);
    await Promise.race([worker.terminate(), over]);
    await release();
  };
  try {
    const { port } = await waitFor<{ port?: number }>(worker, "listening", ended);
    const uri = socketPath ? uriOf(socketPath) : `mongodb://127.0.0.1:${port}/postmetric?directConnection=true`;
    claim.update(uri);
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      const said = waitFor(worker, "stopped", ended);
      worker.postMessage({ stop: true });
      // One that dies instead, or has, says nothing more.
      await said.catch(() => undefined);
      await end();
    };
    const lost = new Promise<Error>((resolvePromise) => void ended.then((error) => stopped || resolvePromise(error)));
    void lost.then(release).catch(() => undefined);
    return { uri, socketPath, lost, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * `over` resolves when the thread is gone, or hangs on its way, which `hangs` tells; `ended` with the reason as soon as there is one. Node closes the ports that
 * a thread holds when its end begins, and says "exit" when it is gone.
 */
function watchEnd(worker: Worker, lifeline: MessagePort): { ended: Promise<Error>; over: Promise<Error>; hangs(): boolean } {
  let [gone, hanging] = [false, false];
  const failed = new Promise<Error>((resolvePromise) => worker.once("error", (error) => resolvePromise(new Error(`The embedded database has failed: ${error.message}`))));
  const over = new Promise<Error>((resolvePromise) => {
    worker.once("exit", (code) => {
      gone = true;
      resolvePromise(new Error(`The embedded database's thread has ended with ${code}`));
    });
    const giveUp = () => {
      if (gone) return;
      hanging = true;
      resolvePromise(new Error("The embedded database's thread has ended, and hangs in it"));
    };
    lifeline.once("close", () => {
      // This thread may have stood still meanwhile: what Node has to say comes first.
      const timer = setTimeout(() => setImmediate(giveUp), ENDING_MS);
      worker.once("exit", () => clearTimeout(timer));
    });
  });
  lifeline.unref();
  return { ended: Promise.race([failed, over]), over, hangs: () => hanging };
}

function prepareDirectory(storageDir: string, dataDir: string): void {
  try {
    mkdirSync(storageDir, { recursive: true, mode: 0o700 });
    accessSync(storageDir, constants.W_OK);
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new Error(`The data directory ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code}). Give this user the right to write there, or set DATA_DIR`, { cause: error });
  }
}

/** Resolves with the message that has `key`; rejects when the thread says that it failed, or ends instead. */
function waitFor<Message>(worker: Worker, key: string, ended: Promise<Error>): Promise<Message> {
  return new Promise((resolvePromise, reject) => {
    const onMessage = (message: Record<string, unknown>) => {
      if (message["failed"]) finish(() => reject(new Error(`The embedded database could not start: ${String(message["failed"])}`)));
      else if (key in message) finish(() => resolvePromise(message as Message));
    };
    worker.on("message", onMessage);
    void ended.then((error) => finish(() => reject(error)));
    function finish(then: () => void): void {
      worker.off("message", onMessage);
      then();
    }
  });
}
