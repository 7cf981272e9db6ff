import { afterAll, beforeAll, expect, test } from "vitest";
import { ReportSegment } from "../../../models/report-segment.ts";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { sealPastDays } from "../../../server/read-model/seal-past-days.ts";
import { forgetColumns } from "../../../server/read-model/website-state.ts";
import { createWebsite } from "../../../server/websites/create-website.ts";
import { playHit } from "../../factories/play-hit.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

let database: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => void (database = await startTestDatabase()));
afterAll(() => database.stop());

test("past days are made before anyone asks, once, and again when they changed; today is not among them", async () => {
  const now = new Date();
  const website = await createWebsite({ teamId: "team_test", input: { name: "Shop", domain: "shop.example.com", timezone: "Europe/Berlin", currency: "USD" }, now });
  const recorder = createHitRecorder();
  const visit = (ageDays: number, session: string) => recorder.record([playHit({ websiteId: website._id, visitorId: `visitor-${session}`, clientSessionId: session, at: new Date(now.getTime() - ageDays * 86_400_000), path: "/" })]);
  for (const [age, session] of [[0, "a"], [3, "b"], [9, "c"]] as const) await visit(age, session);
  const seal = () => sealPastDays(website, { now, stopped: () => false });
  const sealed = async () => new Set((await ReportSegment.find({ websiteId: website._id }).lean()).map(({ day }) => day)).size;
  expect([await sealPastDays(website, { now, stopped: () => true }), await sealed()]).toEqual([0, 0]);
  expect([await seal(), await sealed()]).toEqual([2, 2]);
  forgetColumns(website._id);
  expect(await seal()).toBe(0);
  await visit(9, "d");
  expect([await seal(), await sealed()]).toEqual([1, 2]);
  await recorder.stop();
}, 60_000);
