import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { readDay, readVisits } from "../../../server/read-model/read-visits.ts";
import { replaceVisits } from "../../../server/read-model/replace-visits.ts";
import { toVisitsSegment } from "../../../server/read-model/visits-segment.ts";
import { createDictionaries } from "../../../server/read-model/website-dictionaries.ts";
import { playHit } from "../../factories/play-hit.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

let database: { stop(): Promise<void> };
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

test("a day of very many visits is read in short looks, and batch by batch it comes to the same columns", async () => {
  const VISITS = 1_300;
  const websiteId = "web_busy";
  const from = Date.UTC(2026, 0, 5);
  const recorder = createHitRecorder();
  // Some begin at the same moment, also across two batches.
  const hits = Array.from({ length: VISITS }, (_, n) => ({ websiteId, visitorId: `visitor-${n % 1_000}`, clientSessionId: `session-${n}`, at: new Date(from + 3_600_000 + (n >> 2) * 1_000), path: `/${n % 7}` }));
  await recorder.record(hits.map(playHit));
  await recorder.record(hits.filter((_, n) => n % 3 === 0).map((hit) => playHit({ ...hit, at: new Date(hit.at.getTime() + 5_000), path: "/more" })));
  await recorder.stop();
  const where = { websiteId, day: { day: "2026-01-05", from: new Date(from), to: new Date(from + 86_400_000) }, dictionaries: createDictionaries() };
  let longest = 0;
  mongoose.connection.getClient().on("commandSucceeded", ({ commandName, reply }) => {
    const { cursor } = reply as { cursor: Record<string, unknown[] | undefined> };
    if (commandName === "find" || commandName === "getMore") longest = Math.max(longest, (cursor["firstBatch"] ?? cursor["nextBatch"] ?? []).length);
  });
  const batches = [];
  for await (const rows of readDay(where, 400)) batches.push(rows);
  expect(batches).toHaveLength(3);
  expect(batches.flat()).toHaveLength(VISITS);
  expect(longest).toBeLessThanOrEqual(500);
  let segment = await toVisitsSegment([]);
  for (const batch of batches) segment = await replaceVisits(segment, new Set(), batch);
  const rows = [];
  let again = segment;
  for await (const read of readVisits([...new Set(hits.map(({ visitorId }) => visitorId))], where, 300)) {
    rows.push(...read.rows);
    again = await replaceVisits(again, new Set([...read.visitors.values()].map(({ ordinal }) => ordinal)), read.rows);
  }
  expect(rows).toHaveLength(VISITS);
  expect(again).toEqual(segment);
  expect(segment).toEqual(await toVisitsSegment(rows));
  expect([...segment.pageViews].reduce((sum, views) => sum + views, 0)).toBe(hits.length + Math.ceil(VISITS / 3));
});
