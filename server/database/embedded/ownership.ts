import { readFileSync } from "node:fs";
import { open } from "lmdb";

/** Which process has the data directory, and where its engine listens. */
export type Claim = { pid: number; startTime: string; uri: string };

/**
 * Takes the data directory for this process. The claim is read and written inside one transaction, so that of several that try at once
 * exactly one gets it; that of a process that is gone is taken over. Throws an Error that names the owner.
 */
export async function claimDirectory(directory: string, uri: string): Promise<{ release(): Promise<void>; update(uri: string): void }> {
  const env = open<string, string>({ path: `${directory}/owner`, encoding: "string", overlappingSync: false });
  const mine: Claim = { pid: process.pid, startTime: startTimeOf(process.pid) ?? "", uri };
  const owner = env.transactionSync(() => {
    const current = parseClaim(env.get("owner"));
    if (current && isAlive(current)) return current;
    env.putSync("owner", JSON.stringify(mine));
    return null;
  });
  if (owner) {
    await env.close();
    throw new Error(
      `The data directory ${directory} is in use by another PostMetric (process ${owner.pid}). Stop that one first, or give this one its own DATA_DIR and PORT`,
    );
  }
  return {
    update: (changed) => env.putSync("owner", JSON.stringify({ ...mine, uri: changed })),
    release: async () => {
      env.removeSync("owner");
      await env.close();
    },
  };
}

/** The claim of a process that still runs, or null. */
export async function readLiveClaim(directory: string): Promise<Claim | null> {
  const env = open<string, string>({ path: `${directory}/owner`, encoding: "string", overlappingSync: false });
  const claim = parseClaim(env.get("owner"));
  await env.close();
  return claim && isAlive(claim) ? claim : null;
}

function parseClaim(text: string | undefined): Claim | null {
  try {
    return text === undefined ? null : (JSON.parse(text) as Claim);
  } catch {
    return null;
  }
}

function isAlive(claim: Claim): boolean {
  try {
    process.kill(claim.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  // A number can be given to another process later: its start time tells them apart where the system shows it.
  const startTime = startTimeOf(claim.pid);
  return startTime === null || claim.startTime === "" || startTime === claim.startTime;
}

function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
