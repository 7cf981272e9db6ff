import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config } from "../../server/config/read-config.ts";

/** Throws where a command would look into a database that it has just made itself: in a data directory that is not the server's. */
export function needDatabase(config: Config): void {
  if (!config.mongodbUri && !existsSync(join(config.dataDir, "database", "data.mdb"))) {
    throw new Error(`There is no database in ${resolve(config.dataDir)}: set DATA_DIR to the server's data directory, and run this as the user that the server runs as`);
  }
}
