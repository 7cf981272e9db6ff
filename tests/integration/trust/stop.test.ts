import mongoose from "mongoose";
import { expect, test, vi } from "vitest";
import { AttemptCount } from "../../../models/attempt-count.ts";
import { Lease } from "../../../models/lease.ts";
import { ReportChange } from "../../../models/report-change.ts";
import { markChanged } from "../../../server/read-model/mark-changed.ts";
import { createLogger } from "../../../server/shared/logger.ts";
import { startApp } from "../../factories/start-app.ts";

test("who stops waits for what runs in the background: nothing asks the database after it is closed", async () => {
  const lines: string[] = [];
  // One moment for the whole test: what is counted a minute must not begin anew in it.
  const now = new Date();
  const app = await startApp({}, null, { now: () => now, logger: createLogger("warn", { write: (line) => void lines.push(line) }) });
  const bulkWrite = AttemptCount.bulkWrite.bind(AttemptCount);
  let state = "not begun";
  vi.spyOn(AttemptCount, "bulkWrite").mockImplementation((async (...args: Parameters<typeof bulkWrite>) => {
    state = "begun";
    await new Promise((resolve) => setTimeout(resolve, 300));
    const written = await bulkWrite(...args);
    state = "written";
    return written;
  }) as typeof bulkWrite);
  try {
    // A key that is well used is shared with the other servers within a second.
    app.services.rateLimits.take("a well used key", 10, 9);
    await expect.poll(() => state, { timeout: 5_000, interval: 5 }).toBe("begun");
    let asked = 0;
    await app.services.stop();
    expect(state).toBe("written");
    mongoose.connection.getClient().on("commandStarted", () => (asked += 1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([asked, lines]).toEqual([0, []]);
  } finally {
    vi.restoreAllMocks();
    await app.stop();
  }
});

test.each([
  ["could not tell the reports of something is taken for dead, so that another looks after it", true],
  ["told all is gone at once", false],
])("a server that %s", async (_what, fails) => {
  const app = await startApp();
  try {
    const { websiteId } = await app.createShop();
    await app.services.life.beat();
    const lease = () => Lease.findById(`server:${app.services.serverId}`).lean();
    expect(await lease()).not.toBeNull();
    if (fails) vi.spyOn(ReportChange.collection, "bulkWrite").mockRejectedValue(new Error("the database is away"));
    const told = markChanged({ websiteId, visits: [{ startedAt: new Date(0), seenAt: new Date(0) }] });
    await (fails ? expect(told).rejects.toThrow("away") : told);
    await app.services.stop();
    expect((await lease()) !== null).toBe(fails);
  } finally {
    vi.restoreAllMocks();
    await app.stop();
  }
});
