import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { ReportChange } from "../../../models/report-change.ts";
import { Session } from "../../../models/session.ts";
import { TrackedEvent } from "../../../models/tracked-event.ts";
import { Visitor } from "../../../models/visitor.ts";
import { startEmbeddedEngine } from "../../../server/database/embedded/start-embedded-engine.ts";
import { createBatchWriter } from "../../../server/ingestion/write-batch.ts";
import { newId } from "../../../server/shared/ids.ts";
import { playHit } from "../../factories/play-hit.ts";
import type { EmbeddedEngine } from "../../../server/database/embedded/start-embedded-engine.ts";

let dataDir: string;
let engine: EmbeddedEngine;
let websiteId: string;
/** What was written since, by collection and command. */
let commands: string[] = [];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "postmetric-batch-"));
  engine = await startEmbeddedEngine({ dataDir, workerUrl: new URL("../../../scripts/engine-worker-from-source.mjs", import.meta.url) });
  await mongoose.connect(engine.uri, { monitorCommands: true });
  await Promise.all(Object.values(mongoose.models).map((model) => model.init()));
  mongoose.connection.getClient().on("commandStarted", ({ commandName, command }) => commands.push(commandName === "postmetricWriteTogether" ? "together" : `${commandName} ${command[commandName]}`));
});
afterAll(async () => {
  await mongoose.disconnect();
  await engine.stop();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(() => {
  websiteId = newId("web");
  commands = [];
});

const hit = (visitor: string, path = "/", at = new Date()) => playHit({ websiteId, visitorId: `visitor-${visitor}`, clientSessionId: `session-${visitor}`, at, path });
const told = () => commands.splice(0);
const counts = async () => {
  const sessions = await Session.find({ websiteId }).sort({ sessionId: 1 }).lean();
  const seen = { events: await TrackedEvent.countDocuments({ websiteId }), views: sessions.map(({ pageViews }) => pageViews), visitors: await Visitor.countDocuments({ websiteId }), changes: (await ReportChange.findOne({ websiteId, day: "all" }).lean())?.changes ?? 0 };
  told();
  return seen;
};

test("hits of visitors never seen are one command; those of visitors seen are looked up once before", async () => {
  const { write } = createBatchWriter();
  expect(await write([hit("a"), hit("b")])).toEqual([]);
  expect(told()).toEqual(["together"]);
  expect(await counts()).toEqual({ events: 2, views: [1, 1], visitors: 2, changes: 1 });
  expect(await write([hit("a", "/2"), hit("a", "/3"), hit("c")])).toEqual([]);
  expect(told()).toEqual(["find sessions", "together"]);
  expect(await counts()).toEqual({ events: 5, views: [3, 1, 1], visitors: 3, changes: 2 });
});

test("what is sent again, as browsers do at nearly every page, is known and stands in nobody's way", async () => {
  const { write } = createBatchWriter();
  const first = hit("a");
  await write([first, first]);
  told();
  expect(await write([first, hit("b")])).toEqual([]);
  expect(told().toSorted()).toEqual(["find sessions", "find tracked_events", "together"]);
  expect(await counts()).toEqual({ events: 2, views: [1, 1], visitors: 2, changes: 2 });
  expect(await write([first])).toEqual([]);
  expect(told()).not.toContain("together");
});

test("after a start a session or hit that is there stands against the write, and is looked up after all; so are others for a while", async () => {
  const first = hit("a");
  await createBatchWriter().write([first]);
  const { write: restarted } = createBatchWriter();
  told();
  expect(await restarted([hit("a", "/2"), hit("b")])).toEqual([]);
  expect(told().filter((command) => command === "together")).toHaveLength(2);
  expect(await counts()).toEqual({ events: 3, views: [2, 1], visitors: 2, changes: 2 });
  expect(await restarted([first, hit("c")])).toEqual([]);
  expect(told().filter((command) => command === "together")).toHaveLength(1);
  const { write: again } = createBatchWriter();
  expect(await again([first, hit("d")])).toEqual([]);
  expect(await counts()).toEqual({ events: 5, views: [2, 1, 1, 1], visitors: 4, changes: 4 });
});

test("left to be done step by step are hits of a time long past and repeats whose session is missing", async () => {
  const { write } = createBatchWriter();
  const [late, lost] = [hit("a", "/", new Date(Date.now() - 60_000)), hit("b")];
  await write([lost]);
  await Session.deleteMany({ websiteId });
  expect(await write([late, lost, hit("c")])).toEqual([late, lost]);
  expect(await counts()).toMatchObject({ events: 2, views: [1] });
});

test("the hits of one browser stay in their order: with one of a time long past the others are left too", async () => {
  const { write } = createBatchWriter();
  const [late, live] = [hit("a", "/", new Date(Date.now() - 60_000)), hit("a", "/2")];
  expect(await write([late, hit("b"), live])).toEqual([late, live]);
  expect(await counts()).toMatchObject({ events: 1, visitors: 1 });
});

test("once a write failed half-way, what is stored is no longer taken for counted", async () => {
  const { write, doubt } = createBatchWriter();
  const first = hit("a");
  await write([first]);
  expect(await write([first])).toEqual([]);
  doubt();
  expect(await write([first, hit("b")])).toEqual([first]);
  expect(await counts()).toMatchObject({ events: 2, views: [1, 1] });
});

test("a session that somebody else wrote in between is not written over: all is left", async () => {
  const { write } = createBatchWriter();
  await write([hit("a")]);
  const find = Session.collection.find.bind(Session.collection);
  const spy = vi.spyOn(Session.collection, "find").mockImplementation(((...asked: Parameters<typeof find>) => ({
    toArray: async () => {
      const found = await find(...asked).toArray();
      // Between looking up and writing, as another process would.
      await Session.updateOne({ websiteId, sessionId: "session-a" }, { $set: { revision: newId("web") } });
      return found;
    },
  })) as unknown as typeof find);
  const more = [hit("a", "/2"), hit("b")];
  expect(await write(more)).toEqual(more);
  spy.mockRestore();
  expect(await counts()).toMatchObject({ events: 1, views: [1], visitors: 1 });
});
