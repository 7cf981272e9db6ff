import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Node cuts longer socket paths silently; names have at most twenty. */
const MAX_DIRECTORY_BYTES = 107 - 20;
const ANSWER_MS = 2_000;

/** A socket's place: in the data directory, or, where that path is too long for one, in a private folder under the system's temporary one. */
export function socketPathIn(dataDir: string, name: string): string {
  if (Buffer.byteLength(dataDir) <= MAX_DIRECTORY_BYTES) return join(dataDir, name);
  const folder = join(tmpdir(), `postmetric-${createHash("sha256").update(dataDir).digest("hex").slice(0, 16)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, name);
}

export function uriOf(path: string): string {
  return `mongodb://${encodeURIComponent(path)}/postmetric?directConnection=true`;
}

/** Whether somebody listens there, or may: a socket's file stays behind when its process is killed, and then refuses. */
export function isListenedTo(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_MS, () => end(true));
    socket.once("connect", () => end(true));
    socket.once("error", ({ code }: NodeJS.ErrnoException) => end(code !== "ENOENT" && code !== "ECONNREFUSED"));
  });
}
