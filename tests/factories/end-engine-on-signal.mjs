// Loaded before the built product (node --import): at SIGUSR2 the embedded engine's thread is cut off wherever it is, as nothing in the product would.
import { syncBuiltinESMExports } from "node:module";
import threads from "node:worker_threads";

const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    process.on("SIGUSR2", () => void this.terminate());
  }
};
syncBuiltinESMExports();
