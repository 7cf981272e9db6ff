import mongoose from "mongoose";
import "../../models/all-models.ts";
import { endCopying } from "./copy-to-mongodb.ts";
import { findRunningEngine } from "./embedded/find-running-engine.ts";
import { startEmbeddedEngine } from "./embedded/start-embedded-engine.ts";
import { runMigrations } from "./migrations/run-migrations.ts";

export type Database = { kind: "mongodb" | "embedded" | "embedded of the running server"; stop(): Promise<void> };

export type ConnectOptions = {
  mongodbUri: string | undefined;
  dataDir: string;
  workerUrl: URL;
  besideServer?: boolean;
  /** Connections kept at most; for a server of its own MongoDB. */
  poolSize?: number;
  /** Leave indexes and documents as they are found, to look at them. */
  untouched?: boolean;
  /** Told once when the embedded engine has ended by itself: nothing can be stored or read any more. */
  onLost?: (error: Error) => void;
  onMigration?: (name: string) => void;
};

/**
 * Connects Mongoose: to `MONGODB_URI`, else to the embedded engine in the data directory. With `besideServer` a running server's engine is
 * joined instead of refused. Resolves once documents have this version's shape and every index exists, since uniqueness is what keeps money
 * from being counted twice.
 */
export async function connectDatabase(options: ConnectOptions): Promise<Database> {
  if (options.mongodbUri) {
    await connect(options.mongodbUri, options, { ...SAFE, maxPoolSize: options.poolSize ?? POOL_SIZE });
    return { kind: "mongodb", stop: () => mongoose.disconnect() };
  }
  const running = options.besideServer ? await findRunningEngine(options.dataDir) : null;
  if (running) {
    await connect(running.uri, options);
    return { kind: "embedded of the running server", stop: () => mongoose.disconnect() };
  }
  const engine = await startEmbeddedEngine({ dataDir: options.dataDir, workerUrl: options.workerUrl });
  void engine.lost.then((error) => options.onLost?.(error));
  try {
    await connect(engine.uri, options);
  } catch (error) {
    await mongoose.disconnect();
    await engine.stop();
    throw error;
  }
  return {
    kind: "embedded",
    stop: async () => {
      await mongoose.disconnect();
      await engine.stop();
    },
  };
}

/**
 * On a replica set or sharded cluster: what is acknowledged is on disk on most members and survives the loss of one; reads come from the primary, so that a
 * write is seen by the read after it, and tell only what most members have, so that no payment is made of what may still be undone. The driver repeats a
 * write once by itself when a primary steps down.
 */
export const SAFE = { writeConcern: { w: "majority", journal: true }, readConcern: { level: "majority" }, readPreference: "primary", retryWrites: true, retryReads: true, socketTimeoutMS: 60_000 } as const;
const POOL_SIZE = 20;

async function connect(uri: string, options: ConnectOptions, more: mongoose.ConnectOptions = { maxPoolSize: POOL_SIZE }): Promise<void> {
  mongoose.set("strictQuery", true);
  try {
    await mongoose.connect(uri, { serverSelectionTimeoutMS: 5_000, connectTimeoutMS: 5_000, autoIndex: false, autoCreate: false, ...more });
  } catch (error) {
    throw new Error(`The database does not answer (${(error as Error).message}). Check MONGODB_URI and that it is running`, { cause: error });
  }
  if (options.untouched) return;
  await endCopying(mongoose.connection.db as mongoose.mongo.Db);
  await runMigrations({ database: mongoose.connection.db as mongoose.mongo.Db, now: () => new Date(), onStep: (name) => options.onMigration?.(name) });
  await Promise.all(Object.values(mongoose.models).map((model) => model.createIndexes()));
}
