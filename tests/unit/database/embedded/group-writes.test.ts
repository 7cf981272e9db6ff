import type { RootDatabase } from "lmdb";
import { beforeEach, expect, test } from "vitest";
import { createGroupWriter } from "../../../../server/database/embedded/group-writes.ts";

/** An environment whose content is what it has, kept as lmdb keeps it: a transaction sees its own changes, and a commit that fails takes all of them back. */
let stored: string[];
let current: string[] | null;
let failures: number;
const env = {
  transactionSync: (callback: () => Promise<void>) => {
    if (failures < 0) throw new Error("The database has been closed");
    current = [...stored];
    return callback().then(() => {
      const written = current ?? [];
      current = null;
      if (failures > 0) {
        failures -= 1;
        throw new Error("Commit failed: No space left on device");
      }
      stored = written;
    });
  },
  childTransaction: (run: () => unknown) => run(),
} as unknown as RootDatabase<Buffer, Buffer>;

beforeEach(() => {
  [stored, current, failures] = [[], null, 0];
});

const put = (name: string) => (): void => void current?.push(name);

test("what was answered and then taken back by a failed commit comes before anything else that goes to disk", async () => {
  const { write } = createGroupWriter(env);
  await write(put("events"), false);
  failures = 1;
  await expect(write(put("someone else's"))).rejects.toMatchObject({ code: 14031 });
  expect(stored).toEqual([]);
  await write(put("mark"));
  expect(stored).toEqual(["events", "mark"]);
});

test("until it is on disk nothing is answered early, however often the commit fails", async () => {
  const { write, flush } = createGroupWriter(env);
  await write(put("a"), false);
  failures = 3;
  await expect(write(put("b"))).rejects.toThrow();
  await expect(write(put("c"), false)).rejects.toThrow();
  await expect(write(put("d"), false)).rejects.toThrow();
  await write(put("e"), false);
  expect(stored).toEqual(["a", "e"]);
  await write(put("f"), false);
  expect(stored).toEqual(["a", "e"]);
  await flush();
  expect(stored).toEqual(["a", "e", "f"]);
});

test("what is changed in memory follows a change that is taken back and done again", async () => {
  const { write, onRollback } = createGroupWriter(env);
  let collections = 0;
  await write(() => {
    collections += 1;
    onRollback(() => (collections -= 1));
  }, false);
  failures = 1;
  await expect(write(put("x"))).rejects.toThrow();
  expect(collections).toBe(0);
  await write(put("y"));
  expect(collections).toBe(1);
});

test("a transaction that cannot begin refuses what waits for it; closing does what waits first", async () => {
  const { write, flush } = createGroupWriter(env);
  const waiting = write(put("a"));
  await flush();
  await waiting;
  expect(stored).toEqual(["a"]);
  failures = -1;
  await expect(write(put("b"))).rejects.toThrow("has been closed");
});
