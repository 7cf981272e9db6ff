import mongoose from "mongoose";
import { SAFE } from "../../server/database/connect-database.ts";
import { copyToMongodb } from "../../server/database/copy-to-mongodb.ts";
import type { CopiedCollection } from "../../server/database/copy-to-mongodb.ts";
import type { Command } from "./command.ts";

export const migrate: Command = {
  flags: ["to"],
  required: ["to"],
  check: (config) => {
    if (config.mongodbUri) throw new Error("MONGODB_URI is set: migrate copies the embedded database, so run it without MONGODB_URI");
  },
  run: async (flags, _config, now) => {
    const client = new mongoose.mongo.MongoClient(flags["to"] as string, { ...SAFE, socketTimeoutMS: 0, serverSelectionTimeoutMS: 5_000 });
    try {
      await client.connect();
      const collections = await copyToMongodb({ source: mongoose.connection.db as mongoose.mongo.Db, target: client.db(), now, onProgress: (line) => void process.stderr.write(`  ${line}\n`) });
      return { to: client.db().databaseName, documents: collections.reduce((sum, { documents }) => sum + documents, 0), collections };
    } finally {
      await client.close();
    }
  },
  describe: (answer) => [
    ...(answer["collections"] as CopiedCollection[]).map(({ name, documents, written, removed, indexes, sha256 }) => `${name}: ${documents} documents (${written} written, ${removed} removed), ${indexes} indexes, SHA-256 ${sha256.slice(0, 16)}… on both sides`),
    `${String(answer["documents"])} documents are in ${String(answer["to"])}, checked. Set MONGODB_URI and start the server; keep APP_SECRET (or DATA_DIR/app-secret)`,
  ],
};
