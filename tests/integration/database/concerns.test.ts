import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { expect, test } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { StripeEvent } from "../../../models/stripe-event.ts";
import { connectDatabase } from "../../../server/database/connect-database.ts";
import { startEmbeddedEngine } from "../../../server/database/embedded/start-embedded-engine.ts";
import { repeatedIndexes } from "../../../server/shared/repeated-indexes.ts";

const workerUrl = new URL("../../../scripts/engine-worker-from-source.mjs", import.meta.url);

test("what a MongoDB is told of events and payments is to be on most members, and what it tells of them too", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "postmetric-concerns-"));
  const engine = await startEmbeddedEngine({ dataDir, workerUrl });
  const said: [string, unknown][] = [];
  try {
    const database = await connectDatabase({ mongodbUri: `${engine.uri}&monitorCommands=true`, dataDir, workerUrl });
    mongoose.connection.getClient().on("commandStarted", ({ commandName, command }) => said.push([commandName, command["writeConcern"] ?? command["readConcern"]]));
    for (const { collection } of [StripeEvent, Payment] as { collection: mongoose.Collection }[]) {
      await collection.insertOne({ websiteId: "w" });
      await collection.updateOne({ websiteId: "w" }, { $set: { revision: 1 } });
      await collection.find({ websiteId: "w" }).toArray();
      await collection.countDocuments({ websiteId: "w" });
      await collection.deleteOne({ websiteId: "w" });
    }
    await database.stop();
  } finally {
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  const [write, read] = [{ w: "majority", j: true }, { level: "majority" }];
  const expected = [["insert", write], ["update", write], ["find", read], ["aggregate", read], ["delete", write]];
  expect(said.filter(([name]) => name !== "endSessions")).toEqual([...expected, ...expected]);
});

test("repeats are told apart from what is not on most members yet", () => {
  const writeErrors = [{ code: 11_000, index: 3 }];
  expect(repeatedIndexes({ writeErrors, result: { getWriteConcernError: () => undefined } })).toEqual(new Set([3]));
  const waiting = { writeErrors, result: { getWriteConcernError: () => ({ code: 64 }) } };
  expect(() => repeatedIndexes(waiting)).toThrow(expect.objectContaining(waiting));
});
