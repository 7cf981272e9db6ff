import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

/**
 * A backup is one gzip file: a line of JSON that says what is in it, with the size and SHA-256 of every part, then the parts one after another.
 */
export type BackupHeader = { format: "postmetric-backup"; version: 1; createdAt: string; parts: { name: string; bytes: number; sha256: string }[] };

const MAX_HEADER_BYTES = 65_536;

/** Writes the parts to `file`: whole or not at all, mode 0600, on disk when it resolves. */
export async function writeBackupFile(options: { file: string; parts: { name: string; path: string }[]; now: Date }): Promise<BackupHeader> {
  const parts = await Promise.all(options.parts.map(async ({ name, path }) => ({ name, bytes: (await stat(path)).size, sha256: await hashFile(path) })));
  const header: BackupHeader = { format: "postmetric-backup", version: 1, createdAt: options.now.toISOString(), parts };
  const partial = `${options.file}.partial`;
  async function* contents(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${JSON.stringify(header)}\n`);
    for (const { path } of options.parts) yield* createReadStream(path) as AsyncIterable<Buffer>;
  }
  try {
    await pipeline(Readable.from(contents()), createGzip({ level: 1 }), createWriteStream(partial, { mode: 0o600 }));
    await syncToDisk(partial);
    await rename(partial, options.file);
    await syncToDisk(dirname(options.file));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return header;
}

/** Takes the parts out to the paths that `placeOf` gives. Throws when the file is no backup, is cut short, or a part differs from its checksum. */
export async function readBackupFile(file: string, placeOf: (name: string) => string): Promise<BackupHeader> {
  const damaged = (why: string, cause?: unknown): Error => new Error(`${file} is not a whole backup (${why}): nothing was restored`, { cause });
  const source = createReadStream(file);
  const unzipped = source.pipe(createGunzip());
  source.once("error", (error) => unzipped.destroy(error));
  const chunks = unzipped[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);

  async function more(): Promise<Buffer | null> {
    if (rest.length > 0) {
      const held = rest;
      rest = Buffer.alloc(0);
      return held;
    }
    try {
      const { value, done } = await chunks.next();
      return done ? null : value;
    } catch (error) {
      throw damaged((error as Error).message, error);
    }
  }

  const header = await readHeader();
  for (const part of header.parts) {
    const output = await open(placeOf(part.name), "w", 0o600);
    const hash = createHash("sha256");
    try {
      for (let left = part.bytes; left > 0; ) {
        const chunk = await more();
        if (!chunk) throw damaged(`${part.name} is cut short`);
        const taken = chunk.subarray(0, left);
        rest = chunk.subarray(taken.length);
        hash.update(taken);
        await output.writeFile(taken);
        left -= taken.length;
      }
      await output.sync();
    } finally {
      await output.close();
    }
    if (hash.digest("hex") !== part.sha256) throw damaged(`${part.name} differs from its checksum`);
  }
  // Reads the end too: gzip's own checksum comes last.
  if (await more()) throw damaged("there is more in it than it says");
  return header;

  async function readHeader(): Promise<BackupHeader> {
    let line: Buffer = Buffer.alloc(0);
    while (!line.includes(10)) {
      const chunk = line.length > MAX_HEADER_BYTES ? null : await more();
      if (!chunk) throw damaged("it has no header");
      line = Buffer.concat([line, chunk]);
    }
    rest = line.subarray(line.indexOf(10) + 1);
    try {
      const read = JSON.parse(line.toString("utf8", 0, line.indexOf(10))) as BackupHeader;
      if (read.format === "postmetric-backup" && read.version === 1 && Array.isArray(read.parts)) return read;
    } catch (error) {
      throw damaged("its header cannot be read", error);
    }
    throw damaged("it was made by a newer version");
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
