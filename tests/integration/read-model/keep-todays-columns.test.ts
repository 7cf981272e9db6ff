import { afterAll, beforeAll, expect, test } from "vitest";
import { ReportSegment } from "../../../models/report-segment.ts";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { keepTodaysColumns } from "../../../server/read-model/keep-todays-columns.ts";
import { loadFrames } from "../../../server/read-model/load-frame.ts";
import { forgetColumns } from "../../../server/read-model/website-state.ts";
import { startOfDay, dayText } from "../../../server/shared/local-days.ts";
import { createWebsite } from "../../../server/websites/create-website.ts";
import { playHit } from "../../factories/play-hit.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

let database: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => void (database = await startTestDatabase()));
afterAll(() => database.stop());

/** Where it is between six and eighteen o'clock: what came a while ago came today. */
const timezone = (new Date().getUTCHours() + 18) % 24 < 12 ? "UTC" : "Etc/GMT+12";

test("a day of very many visits is stored though nobody asks, not again for a few more, and what came since is read by who asks", async () => {
  const { _id: websiteId } = await createWebsite({ teamId: "team_test", input: { name: "Shop", domain: "shop.example.com", timezone, currency: "USD" }, now: new Date() });
  const website = { _id: websiteId, timezone };
  const recorder = createHitRecorder();
  let visits = 0;
  const visit = async (amount: number, at = new Date(Date.now() - 30 * 60_000)) => {
    await recorder.record(Array.from({ length: amount }, () => playHit({ websiteId, visitorId: `visitor-${(visits += 1)}`, clientSessionId: `session-${visits}`, at, path: `/${visits % 7}` })));
  };
  const readAt = async () => (await ReportSegment.findOne({ websiteId, kind: "visits" }).lean())?.version.readAt;
  const now = new Date();
  const keep = () => keepTodaysColumns(website, now);
  await visit(4_990);
  expect([await keep(), await readAt()]).toEqual([false, undefined]);
  await visit(20);
  expect(await keep()).toBe(true);
  const first = await readAt();
  expect(first).toBeInstanceOf(Date);
  await visit(5, new Date());
  expect([await keep(), await readAt()], "who asks reads them in a moment").toEqual([false, first]);
  // As by another server, or after a start.
  forgetColumns(websiteId);
  const from = startOfDay(dayText(now, website.timezone), website.timezone);
  const period = { from, to: new Date(from.getTime() + 86_400_000) };
  const { visits: frame } = await loadFrames(website, period);
  expect(frame.rows).toBe(5_015);
  // One of an earlier hour: who asks would have to read the whole day.
  await visit(1);
  expect(await keep(), "not at every turn").toBe(false);
  const long = new Date(Date.now() - 11 * 60_000);
  await ReportSegment.updateMany({ websiteId }, { $set: { "version.readAt": long } });
  forgetColumns(websiteId);
  expect(await keep()).toBe(true);
  expect((await readAt())?.getTime()).toBeGreaterThan(long.getTime());
  await recorder.stop();
}, 60_000);

test("after a rush they are brought up to date once more: who asks is not the one to read its end again", async () => {
  const { _id: websiteId } = await createWebsite({ teamId: "team_test", input: { name: "Shop", domain: "shop.example.com", timezone, currency: "USD" }, now: new Date() });
  const recorder = createHitRecorder();
  const visit = (amount: number) => recorder.record(Array.from({ length: amount }, (_, n) => playHit({ websiteId, visitorId: `visitor-${amount}-${n}`, clientSessionId: `session-${amount}-${n}`, at: new Date(), path: "/" })));
  const keep = () => keepTodaysColumns({ _id: websiteId, timezone }, new Date());
  await visit(5_001);
  expect(await keep()).toBe(true);
  expect(await keep(), "nothing came").toBe(false);
  await visit(1);
  expect(await keep()).toBe(true);
  await recorder.stop();
}, 60_000);
