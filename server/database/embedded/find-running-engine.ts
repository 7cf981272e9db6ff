import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { readLiveClaim } from "./ownership.ts";

/** The engine of a server that runs on this data directory, for a command beside it; null when there is none. */
export async function findRunningEngine(dataDir: string): Promise<{ uri: string } | null> {
  const directory = resolve(dataDir);
  if (!existsSync(join(directory, "owner"))) return null;
  const claim = await readLiveClaim(directory);
  return claim?.uri ? { uri: claim.uri } : null;
}
