import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { Server } from "node:net";
import { dirname, join } from "node:path";
import { open } from "lmdb";
import type { RootDatabase } from "lmdb";
import { isListenedTo, socketPathIn, uriOf } from "./socket-path.ts";

/** Which process has the data directory, and where its engine listens; by `token` it is asked whether it lives, also from another container. */
export type Claim = { pid: number; startTime: string; uri: string; token?: string };

type Environment = RootDatabase<string, string>;

/**
 * Takes the data directory for this process. A claim is written inside one transaction, and only over the one that was found to be dead, so that of several that
 * try at once exactly one gets it. Throws an Error that names the owner.
 */
export async function claimDirectory(directory: string, uri: string): Promise<{ release(): Promise<void>; update(uri: string): void }> {
  const mine = { pid: process.pid, startTime: startTimeOf(process.pid) ?? "", token: randomUUID().slice(0, 8) };
  // Before the claim can be read: who asks is answered.
  const sign = process.platform === "win32" ? null : await giveSign(signPath(directory, mine.token));
  let env: Environment | undefined;
  try {
    env = openClaims(directory);
    for (;;) {
      const seen = readOwner(env);
      const owner = await findOwner(directory, seen);
      if (owner) {
        throw new Error(`The data directory ${directory} is in use by another PostMetric (process ${owner.pid}${owner.elsewhere ? ", in another container" : ""}). Stop that one first, or give this one its own DATA_DIR and PORT`);
      }
      if (replaceOwner(env, seen, JSON.stringify({ ...mine, uri }))) break;
    }
  } catch (error) {
    sign?.close();
    await env?.close();
    throw error;
  }
  await removeDeadSigns(directory);
  const claims = env;
  return {
    update: (changed) => claims.putSync("owner", JSON.stringify({ ...mine, uri: changed })),
    release: async () => {
      claims.removeSync("owner");
      sign?.close();
      await claims.close();
    },
  };
}

/** The claim of a process that still runs, or null. */
export async function readLiveClaim(directory: string): Promise<Claim | null> {
  const env = openClaims(directory);
  const claim = readOwner(env);
  await env.close();
  return findOwner(directory, claim);
}

function openClaims(directory: string): Environment {
  return open<string, string>({ path: `${directory}/owner`, encoding: "string", overlappingSync: false });
}

/** As a writer reads: LMDB tells readers apart by their process number, which is another container's too. */
function readOwner(env: Environment): string | undefined {
  return env.transactionSync(() => env.get("owner"));
}

function replaceOwner(env: Environment, seen: string | undefined, next: string): boolean {
  return env.transactionSync(() => {
    if (env.get("owner") !== seen) return false;
    env.putSync("owner", next);
    return true;
  });
}

/** What killed processes left: a socket's file that nobody listens at. */
async function removeDeadSigns(directory: string): Promise<void> {
  const folder = dirname(signPath(directory, ""));
  for (const name of readdirSync(folder)) {
    if (/^owner-.*\.sock$/.test(name) && !(await isListenedTo(join(folder, name)))) rmSync(join(folder, name), { force: true });
  }
}

function signPath(directory: string, token: string): string {
  return socketPathIn(directory, `owner-${token}.sock`);
}

/** Listens as long as the process lives; the end of it ends that too, however it came. */
function giveSign(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy()).unref();
    server.once("error", reject);
    server.listen(path, () => resolve(server));
  });
}

/**
 * Whose claim it is, unless it is dead. Of a process in another container its number says nothing here, but its sign is in the directory: who answers there
 * lives, and its engine is spoken to at the place where the directory is for us.
 */
async function findOwner(directory: string, text: string | undefined): Promise<(Claim & { elsewhere?: true }) | null> {
  const claim = parseClaim(text);
  if (!claim || isAlive(claim)) return claim;
  if (!claim.token || !(await isListenedTo(signPath(directory, claim.token)))) return null;
  return { ...claim, uri: claim.uri && uriOf(socketPathIn(directory, "mongo.sock")), elsewhere: true };
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
