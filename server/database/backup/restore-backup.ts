import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { claimDirectory } from "../embedded/ownership.ts";
import { readBackupFile } from "./backup-file.ts";
import { DATABASE_PART, SECRET_PART } from "./create-backup.ts";

/**
 * Puts a backup in place of what the data directory holds. Everything is taken out and checked first, then swapped in; what was there is kept
 * beside it. Throws while a server runs on the directory, over existing data without `force`, and for a damaged file: nothing is changed then.
 */
export async function restoreBackup(options: { from: string; dataDir: string; force: boolean; now: Date }): Promise<{ createdAt: string; formerDataIn: string | null }> {
  const dataDir = resolve(options.dataDir);
  const from = resolve(options.from);
  if (!existsSync(from)) throw new Error(`There is no file ${from}`);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const claim = await claimDirectory(dataDir, "");
  const incoming = join(dataDir, "restoring");
  try {
    const existing = ["database", "app-secret"].filter((name) => existsSync(join(dataDir, name)));
    if (existsSync(join(dataDir, "database", "data.mdb")) && !options.force) {
      throw new Error(`${dataDir} holds data already. With --force the backup takes its place; what is there is kept beside it`);
    }
    await rm(incoming, { recursive: true, force: true });
    await mkdir(join(incoming, "database"), { recursive: true, mode: 0o700 });
    const header = await readBackupFile(from, (name) => {
      if (name !== DATABASE_PART && name !== SECRET_PART) throw new Error(`${basename(from)} holds an unknown part ${name}: restore it with the version that made it`);
      return join(incoming, ...name.split("/"));
    });
    for (const name of [DATABASE_PART, SECRET_PART]) if (!header.parts.some((part) => part.name === name)) throw new Error(`${basename(from)} lacks ${name}: nothing was restored`);
    const former = existing.length > 0 ? join(dirname(incoming), `before-restore-${options.now.toISOString().replaceAll(/[:.]/g, "-")}`) : null;
    if (former) {
      await mkdir(former, { mode: 0o700 });
      for (const name of existing) await rename(join(dataDir, name), join(former, name));
    }
    await rename(join(incoming, "app-secret"), join(dataDir, "app-secret"));
    await rename(join(incoming, "database"), join(dataDir, "database"));
    return { createdAt: header.createdAt, formerDataIn: former };
  } finally {
    await rm(incoming, { recursive: true, force: true });
    await claim.release();
  }
}
