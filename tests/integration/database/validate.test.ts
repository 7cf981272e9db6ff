import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "lmdb";
import { expect, test } from "vitest";
import { createCursors } from "../../../server/database/embedded/cursors.ts";
import { runCommand } from "../../../server/database/embedded/run-command.ts";
import { openStorage } from "../../../server/database/embedded/storage.ts";

test("validate tells an entry without a document and a document without an entry; an older layout is made anew", async () => {
  const directory = await mkdtemp(join(tmpdir(), "postmetric-validate-"));
  const withStorage = async <Result>(work: (run: (command: Record<string, unknown>) => Promise<Record<string, unknown>>) => Promise<Result>): Promise<Result> => {
    const storage = openStorage(directory);
    try {
      return await work(async (command) => (await runCommand({ ...command, $db: "d" }, { storage, cursors: createCursors(), now: new Date(0) })).body);
    } finally {
      await storage.close();
    }
  };
  const inTables = async (change: (entries: ReturnType<typeof open<Buffer, Buffer>>, env: ReturnType<typeof open<Buffer, Buffer>>) => void) => {
    const env = open<Buffer, Buffer>({ path: directory, encoding: "binary", keyEncoding: "binary", maxDbs: 8 });
    change(env.openDB({ name: "entries", encoding: "binary", keyEncoding: "binary" }) as typeof env, env);
    await env.close();
  };
  await withStorage(async (run) => {
    await run({ createIndexes: "c", indexes: [{ key: { a: 1 }, name: "a_1" }] });
    await run({ insert: "c", documents: [{ _id: "1", a: "x" }, { _id: "2", a: "y" }] });
    expect(await run({ validate: "c" })).toMatchObject({ valid: true, nrecords: 2, keysPerIndex: { _id_: 2, a_1: 2 } });
  });
  let taken: Buffer | undefined;
  await inTables((entries) => {
    taken = [...entries.getKeys({})].at(-1);
    entries.removeSync(taken as Buffer);
  });
  expect(await withStorage((run) => run({ validate: "c" }))).toMatchObject({ valid: false, errors: ["Index a_1 has no entry for the document with _id 2", "Index a_1 has 1 entries too few"] });
  await inTables((entries) => {
    entries.putSync(taken as Buffer, Buffer.alloc(0));
    entries.putSync(Buffer.concat([(taken as Buffer).subarray(0, -1), Buffer.from([9])]), Buffer.alloc(0));
  });
  expect(await withStorage((run) => run({ validate: "c" }))).toMatchObject({ valid: false, errors: ["Index a_1 has 1 entries that no document accounts for"] });
  await inTables((_entries, env) => void env.removeSync(Buffer.from("layout")));
  expect(await withStorage((run) => run({ validate: "c" }))).toMatchObject({ valid: true });
  await rm(directory, { recursive: true, force: true });
});
