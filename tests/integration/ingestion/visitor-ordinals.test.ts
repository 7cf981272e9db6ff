import { afterAll, beforeAll, expect, test } from "vitest";
import { ReportChange } from "../../../models/report-change.ts";
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

/** As the script makes them: they begin with the time. */
const idOf = (madeAt: number, n: number) => {
  const time = madeAt.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(n).padStart(12, "0")}`;
};
const hit = (websiteId: string, visitorId: string, session: number) => playHit({ websiteId, visitorId, clientSessionId: `session-${session}`, at: new Date(), path: "/" });
const ordinalsOf = async (websiteId: string) => new Map((await Visitor.find({ websiteId }).sort({ visitorId: 1 }).lean<VisitorRecord[]>()).map(({ visitorId, ordinal }) => [visitorId, ordinal]));

test("a website's visitors are recorded with numbers of their own once there are many, whoever records them, and keep them when they come back", async () => {
  const recorders = [createHitRecorder({ together: true }), createHitRecorder({ together: true })] as const;
  for (let round = 0; round < 12; round += 1) {
    const newcomers = (turn: number) => Array.from({ length: 20 }, (_, n) => 10_000 * (turn + 1) + 100 * round + n).map((n) => hit("web_1", idOf(Date.now(), n), n));
    await Promise.all(recorders.map((recorder, turn) => recorder.record(newcomers(turn))));
  }
  const first = await ordinalsOf("web_1");
  expect(first.size).toBe(480);
  const given = [...first].filter(([, ordinal]) => ordinal !== undefined);
  expect(given.length).toBeGreaterThan(240);
  expect(new Set(given.map(([, ordinal]) => ordinal)).size).toBe(given.length);
  // Who comes back, by an id of long ago or not of the script's, takes no number; a website of a few asks for none.
  const before = await ReportChange.findOne({ websiteId: "web_1", day: "all" }).lean<{ ordinals: number }>();
  const returning = Array.from({ length: 3_000 }, (_, n) => hit("web_1", n % 2 === 0 ? idOf(Date.now() - 3_600_000, n) : `visitor-${n}`, 1_000_000 + n));
  for (let start = 0; start < returning.length; start += 500) await recorders[0].record(returning.slice(start, start + 500));
  await recorders[1].record([hit("web_1", given[0]?.[0] ?? "", 2_000_000), hit("web_2", idOf(Date.now(), 1), 1)]);
  expect(await ReportChange.findOne({ websiteId: "web_1", day: "all" }).lean()).toMatchObject({ ordinals: before?.ordinals });
  const later = await ordinalsOf("web_1");
  for (const [visitorId, ordinal] of given) expect(later.get(visitorId)).toBe(ordinal);
  expect([...(await ordinalsOf("web_2")).values()]).toEqual([undefined]);
  // The reports number the others, and meet none of these.
  const known = await findVisitors("web_1", later.keys());
  expect(known.size).toBe(3_480);
  expect(new Set([...known.values()].map(({ ordinal }) => ordinal)).size).toBe(3_480);
  for (const [visitorId, ordinal] of given) expect(known.get(visitorId)?.ordinal).toBe(ordinal);
  const stored = await ordinalsOf("web_1");
  for (const [visitorId, { ordinal }] of known) expect(stored.get(visitorId)).toBe(ordinal);
  await Promise.all(recorders.map((recorder) => recorder.stop()));
});
