import { cpSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStorage } from "../../../server/database/embedded/storage.ts";
import type { Storage } from "../../../server/database/embedded/storage.ts";

let folder: string;
let storage: Storage;
const opened: Storage[] = [];
const open = (path: string): Storage => {
  const one = openStorage(path);
  opened.push(one);
  return one;
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "postmetric-writes-"));
  storage = open(join(folder, "a"));
  await storage.ready;
  await storage.write(() => storage.create("db", "items"));
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await rm(folder, { recursive: true, force: true });
});

const put = (n: number, durable: boolean, then = (): void => undefined) =>
  storage.write(() => {
    storage.save(storage.find("db", "items") ?? storage.create("db", "items"), { _id: n }, null);
    then();
  }, durable);
const seenIn = (one: Storage): number[] => {
  const items = one.find("db", "items");
  return items ? [...one.scan(items)].map(({ document }) => Number(document["_id"])) : [];
};
/** What a power cut at this moment would leave. */
const onDisk = async (name: string): Promise<number[]> => {
  cpSync(join(folder, "a"), join(folder, name), { recursive: true });
  const copy = open(join(folder, name));
  await copy.ready;
  return seenIn(copy);
};

test("a write that need not be durable is seen at once and is on disk with the next one that must, never after it", async () => {
  await put(1, false);
  await put(2, false);
  expect(seenIn(storage)).toEqual([1, 2]);
  expect(await onDisk("before")).toEqual([]);
  await put(3, true);
  expect(await onDisk("after")).toEqual([1, 2, 3]);
});

test("one that nothing durable follows is on disk soon, and when the database is closed", async () => {
  await put(1, false);
  await expect.poll(() => onDisk(`soon${Date.now()}`)).toEqual([1]);
  await put(2, false);
  await storage.close();
  opened.splice(opened.indexOf(storage), 1);
  expect(await onDisk("closed")).toEqual([1, 2]);
});

test("one that throws takes back only itself, whatever waits in the same transaction", async () => {
  await put(1, false);
  const thrown = put(2, false, () => {
    throw new Error("no");
  });
  const beside = put(3, true);
  await expect(thrown).rejects.toThrow("no");
  await beside;
  expect(seenIn(storage)).toEqual([1, 3]);
  expect(await onDisk("after")).toEqual([1, 3]);
});

test("what changed in memory is taken back with its change", async () => {
  const made = storage.write(() => {
    storage.create("db", "others");
    throw new Error("no");
  }, false);
  await expect(made).rejects.toThrow("no");
  expect(storage.find("db", "others")).toBeUndefined();
});
