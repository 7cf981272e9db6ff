import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHitRecorder } from "../../../server/ingestion/hit-recorder.ts";
import { loadFrames } from "../../../server/read-model/load-frame.ts";
import { createWebsite } from "../../../server/websites/create-website.ts";
import { playHit } from "../../factories/play-hit.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

let database: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => void (database = await startTestDatabase()));
afterAll(() => database.stop());

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test("a frame that newer hits replaced is let go of: a busy day lays out thousands", async () => {
  const now = new Date();
  const website = await createWebsite({ teamId: "team_test", input: { name: "Shop", domain: "shop.example.com", timezone: "UTC", currency: "USD" }, now });
  const recorder = createHitRecorder();
  const period = { from: new Date(now.getTime() - 86_400_000), to: new Date(now.getTime() + 86_400_000) };
  const laid: { rows: number; frame: WeakRef<object> }[] = [];
  for (let round = 1; round <= 6; round += 1) {
    await recorder.record([playHit({ websiteId: website._id, visitorId: `visitor-${round}`, clientSessionId: `session-${round}`, at: new Date(), path: "/" })]);
    const { visits } = await loadFrames(website, period);
    visits.column("channel");
    laid.push({ rows: visits.rows, frame: new WeakRef(visits) });
  }
  expect(laid.map(({ rows }) => rows)).toEqual([1, 2, 3, 4, 5, 6]);
  for (let tries = 0; tries < 20 && laid.slice(0, -1).some(({ frame }) => frame.deref()); tries += 1) {
    await setTimeout(10);
    collectGarbage();
  }
  // The one before the last may still be on a stack.
  expect(laid.slice(0, -2).filter(({ frame }) => frame.deref())).toEqual([]);
  await recorder.stop();
}, 60_000);
