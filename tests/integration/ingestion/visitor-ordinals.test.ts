import { afterAll, beforeAll, expect, test } from "vitest";
import { Visitor } from "../../../models/visitor.ts";
import type { VisitorRecord } from "../../../models/visitor.ts";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { findVisitors } from "../../../server/read-model/visitor-ordinals.ts";
import { playHit } from "../../factories/play-hit.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

let database: { stop(): Promise<void> };
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

const hit = (websiteId: string, visitor: number, session = visitor) => playHit({ websiteId, visitorId: `visitor-${visitor}`, clientSessionId: `session-${session}`, at: new Date(), path: "/" });
const ordinalsOf = async (websiteId: string) => new Map((await Visitor.find({ websiteId }).sort({ visitorId: 1 }).lean<VisitorRecord[]>()).map(({ visitorId, ordinal }) => [visitorId, ordinal]));

test("a website's visitors are recorded with numbers of their own once there are many, whoever records them, and keep them when they come back", async () => {
  const recorders = [createHitRecorder({ together: true }), createHitRecorder({ together: true })] as const;
  for (let round = 0; round < 12; round += 1) {
    await Promise.all(recorders.map((recorder, turn) => recorder.record(Array.from({ length: 20 }, (_, n) => hit("web_1", 10_000 * (turn + 1) + 100 * round + n)))));
  }
  const first = await ordinalsOf("web_1");
  expect(first.size).toBe(480);
  const given = [...first].filter(([, ordinal]) => ordinal !== undefined);
  expect(given.length).toBeGreaterThan(240);
  expect(new Set(given.map(([, ordinal]) => ordinal)).size).toBe(given.length);
  // Who comes back keeps it; a website of a few asks for none.
  await recorders[0].record(given.slice(0, 50).map(([id], n) => hit("web_1", Number(id.slice(8)), 1_000_000 + n)));
  await recorders[1].record([hit("web_2", 1)]);
  const later = await ordinalsOf("web_1");
  for (const [visitorId, ordinal] of given) expect(later.get(visitorId)).toBe(ordinal);
  expect([...(await ordinalsOf("web_2")).values()]).toEqual([undefined]);
  // The reports number the others, and meet none of these.
  const known = await findVisitors("web_1", later.keys());
  expect(new Set([...known.values()].map(({ ordinal }) => ordinal)).size).toBe(480);
  for (const [visitorId, ordinal] of given) expect(known.get(visitorId)?.ordinal).toBe(ordinal);
  const stored = await ordinalsOf("web_1");
  for (const [visitorId, { ordinal }] of known) expect(stored.get(visitorId)).toBe(ordinal);
  await Promise.all(recorders.map((recorder) => recorder.stop()));
});
