import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { expect, test } from "vitest";
import { startEmbeddedEngine } from "../../../server/database/embedded/start-embedded-engine.ts";

const workerUrl = new URL("../../../scripts/engine-worker-from-source.mjs", import.meta.url);

/** Mounts a small disk in memory; null where that is not allowed. */
function mountSmallDisk(folder: string): { resize(size: string): void; readOnly(): void; unmount(): void } | null {
  const run = (...args: string[]): boolean => spawnSync(args[0] as string, args.slice(1), { stdio: "ignore" }).status === 0;
  if (!run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder)) return null;
  return { resize: (size) => void run("mount", "-o", `remount,size=${size}`, folder), readOnly: () => void run("mount", "-o", "remount,ro", folder), unmount: () => void run("umount", folder) };
}

test("on a full disk writes are refused, reads go on, and with room again it works by itself; a read-only directory is named", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postmetric-full-"));
  const disk = mountSmallDisk(folder);
  if (!disk) {
    process.stderr.write("\nNOT TRIED: what happens on a full disk. Mounting a small one needs root on Linux.\n");
    await rm(folder, { recursive: true, force: true });
    return;
  }
  try {
    const dataDir = join(folder, "data");
    const engine = await startEmbeddedEngine({ dataDir, workerUrl });
    const client = await new mongoose.mongo.MongoClient(engine.uri).connect();
    const rows = client.db().collection<{ _id: number; text: string }>("rows");
    const acknowledged: number[] = [];
    const insert = async (n: number, bytes: number): Promise<unknown> => rows.insertOne({ _id: n, text: "x".repeat(bytes) }).then(() => acknowledged.push(n), (error: unknown) => error);
    let refusal: unknown;
    for (let n = 0; n < 200 && !(refusal instanceof Error); n += 1) refusal = await insert(n, 100_000);
    expect(refusal).toMatchObject({ code: 14031, codeName: "OutOfDiskSpace" });
    await client.db().collection("created").insertOne({ text: "x".repeat(300_000) }).catch(() => undefined);
    expect(await rows.countDocuments({ text: /^x/ })).toBe(acknowledged.length);
    disk.resize("64m");
    expect(await insert(1_000, 10)).toEqual(expect.any(Number));
    await client.db().collection("created").insertOne({ text: "y" });
    await client.close();
    await engine.stop();
    const again = await startEmbeddedEngine({ dataDir, workerUrl });
    const reader = await new mongoose.mongo.MongoClient(again.uri).connect();
    expect((await reader.db().collection("rows").find().sort({ _id: 1 }).toArray()).map(({ _id }) => Number(_id))).toEqual(acknowledged);
    expect(await reader.db().collection("created").countDocuments({ text: "y" })).toBe(1);
    for (const name of ["rows", "created"]) expect((await reader.db().command({ validate: name }))["valid"]).toBe(true);
    await reader.close();
    await again.stop();
    disk.readOnly();
    await expect(startEmbeddedEngine({ dataDir, workerUrl })).rejects.toThrow(`The data directory ${dataDir} cannot be written (EROFS)`);
  } finally {
    disk.unmount();
    await rm(folder, { recursive: true, force: true });
  }
});
