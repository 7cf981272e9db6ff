import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { mongo } from "mongoose";
import { writeBackupFile } from "./backup-file.ts";

/** Names of a backup's parts. */
export const DATABASE_PART = "database/data.mdb";
export const SECRET_PART = "app-secret";

/**
 * One file with all that the embedded database held at one moment, while it goes on working, and the secret that its Stripe secrets are
 * encrypted with. The engine writes its copy beside the file, so there must be room for both. Throws when the file is there already.
 */
export async function createBackup(options: { database: mongo.Db; to: string; appSecret: string; now: Date }): Promise<{ file: string; bytes: number; createdAt: string }> {
  const file = resolve(options.to);
  if (existsSync(file)) throw new Error(`${file} is there already: give another name, or remove it`);
  if (!existsSync(dirname(file))) throw new Error(`There is no directory ${dirname(file)}`);
  const folder = await mkdtemp(join(dirname(file), ".postmetric-backup-"));
  try {
    await options.database.command({ postmetricBackup: folder });
    const secret = join(folder, "app-secret");
    await writeFile(secret, options.appSecret, { mode: 0o600 });
    const header = await writeBackupFile({ file, parts: [{ name: SECRET_PART, path: secret }, { name: DATABASE_PART, path: join(folder, "data.mdb") }], now: options.now });
    return { file, bytes: header.parts.reduce((sum, { bytes }) => sum + bytes, 0), createdAt: header.createdAt };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
