import { cpSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Session } from "../../../models/session.ts";
import { startEmbeddedEngine } from "../../../server/database/embedded/start-embedded-engine.ts";
import { openStorage } from "../../../server/database/embedded/storage.ts";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { playHit } from "../../factories/play-hit.ts";
import type { EmbeddedEngine } from "../../../server/database/embedded/start-embedded-engine.ts";

let dataDir: string;
let engine: EmbeddedEngine;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "postmetric-durable-"));
  engine = await startEmbeddedEngine({ dataDir, workerUrl: new URL("../../../scripts/engine-worker-from-source.mjs", import.meta.url) });
  await mongoose.connect(engine.uri);
  await Promise.all(Object.values(mongoose.models).map((model) => model.init()));
});
afterAll(async () => {
  await mongoose.disconnect();
  await engine.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** How much of each collection a power cut at this moment would leave. */
async function countOnDisk(name: string): Promise<Record<string, number>> {
  cpSync(join(dataDir, "database"), join(dataDir, name), { recursive: true });
  const copy = openStorage(join(dataDir, name));
  const counts = Object.fromEntries([...copy.collections.values()].map((collection) => [collection.name, copy.count(collection)]));
  await copy.close();
  return counts;
}

test("on the embedded engine a hit is answered when all of it is on disk, also a repeat, and one whose session was lost", async () => {
  const recorder = createHitRecorder({ together: true });
  const hit = (visitor: string) => playHit({ websiteId: "web_1", visitorId: visitor, clientSessionId: `session-${visitor}`, at: new Date(), path: "/" });
  const first = hit("visitor-1");
  await recorder.record([first]);
  expect(await countOnDisk("first")).toMatchObject({ tracked_events: 1, sessions: 1, visitors: 1 });
  await recorder.record([first, hit("visitor-2")]);
  expect(await countOnDisk("repeat")).toMatchObject({ tracked_events: 2, sessions: 2, visitors: 2 });
  await Session.deleteMany({ websiteId: "web_1" });
  await recorder.record([first, hit("visitor-3")]);
  expect(await countOnDisk("lost")).toMatchObject({ tracked_events: 3, visitors: 3 });
  await recorder.record([first]);
  await recorder.stop();
});
