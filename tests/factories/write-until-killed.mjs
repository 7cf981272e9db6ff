// Inserts documents and prints each number once its write is acknowledged, until it is killed.
import { register } from "tsx/esm/api";

register();
const { startEmbeddedEngine } = await import("../../server/database/embedded/start-embedded-engine.ts");
const { default: mongoose } = await import("mongoose");
const [dataDir, first] = process.argv.slice(2);
const engine = await startEmbeddedEngine({ dataDir, workerUrl: new URL("../../scripts/engine-worker-from-source.mjs", import.meta.url) });
const client = await new mongoose.mongo.MongoClient(engine.uri).connect();
const writes = client.db().collection("writes");
await writes.createIndex({ n: 1 }, { unique: true });
let next = Number(first);
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (;;) {
      const n = next;
      next += 1;
      await writes.insertOne({ n, text: "x".repeat(200) });
      process.stdout.write(`${n}\n`);
    }
  }),
);
