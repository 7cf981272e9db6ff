import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { findChangedVisitors } from "../../../server/read-model/read-visits.ts";
import { playHit } from "../../factories/play-hit.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

let database: { stop(): Promise<void> };
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

test("who asks at the same moment shares one look a website, and each gets what is right for when it asks from", async () => {
  const recorder = createHitRecorder();
  const START = Date.UTC(2026, 0, 5, 12);
  const at = (minute: number) => new Date(START + minute * 60_000);
  const visit = (websiteId: string, minute: number) => playHit({ websiteId, visitorId: `visitor-${minute}`, clientSessionId: `session-${minute}`, at: at(minute), path: "/" });
  await recorder.record([visit("web_1", 0), visit("web_1", 10), visit("web_1", 20), visit("web_2", 20)]);
  await recorder.stop();
  const looks: unknown[] = [];
  mongoose.connection.getClient().on("commandStarted", ({ commandName, command }) => commandName === "find" && looks.push(command["filter"].websiteId));
  const day = { from: at(-60), to: at(600) };
  const found = await Promise.all([findChangedVisitors("web_1", day, at(15)), findChangedVisitors("web_1", day, at(5)), findChangedVisitors("web_1", { from: at(-60), to: at(12) }, at(5)), findChangedVisitors("web_2", day, at(15))]);
  expect(found).toEqual([["visitor-20"], ["visitor-10", "visitor-20"], ["visitor-10"], ["visitor-20"]]);
  expect(looks.toSorted()).toEqual(["web_1", "web_2"]);
  looks.length = 0;
  expect(await findChangedVisitors("web_1", day, at(-5))).toHaveLength(3);
  expect(looks).toEqual(["web_1"]);
});
