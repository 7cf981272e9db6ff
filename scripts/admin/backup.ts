import mongoose from "mongoose";
import { loadAppSecret } from "../../server/config/load-app-secret.ts";
import { createBackup } from "../../server/database/backup/create-backup.ts";
import { restoreBackup } from "../../server/database/backup/restore-backup.ts";
import type { Config } from "../../server/config/read-config.ts";
import type { Command } from "./command.ts";

function refuseMongodb(config: Config, tool: string): void {
  if (config.mongodbUri) throw new Error(`MONGODB_URI is set: your data is in a MongoDB, which has its own tool for this. Use ${tool}, and keep APP_SECRET (or DATA_DIR/app-secret) with it`);
}

export const backup: Command = {
  flags: ["to"],
  required: ["to"],
  database: "untouched",
  check: (config) => refuseMongodb(config, "mongodump"),
  run: async (flags, config, now) => createBackup({ database: mongoose.connection.db as mongoose.mongo.Db, to: flags["to"] as string, appSecret: await loadAppSecret(config), now }),
};

export const restore: Command = {
  flags: ["from"],
  switches: ["force"],
  required: ["from"],
  database: "none",
  check: (config) => refuseMongodb(config, "mongorestore"),
  run: (flags, config, now) => restoreBackup({ from: flags["from"] as string, dataDir: config.dataDir, force: Boolean(flags["force"]), now }),
  describe: (answer) => [
    `Restored what was backed up at ${String(answer["createdAt"])}`,
    ...(answer["formerDataIn"] ? [`What was there before is kept in ${String(answer["formerDataIn"])}: remove it when you no longer need it`] : []),
  ],
};
