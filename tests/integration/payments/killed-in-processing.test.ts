import mongoose from "mongoose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Payment } from "../../../models/payment.ts";
import { StripeEvent } from "../../../models/stripe-event.ts";
import { lookOnce } from "../../factories/other-server.ts";
import { startApp } from "../../factories/start-app.ts";
import type { TestApp } from "../../factories/start-app.ts";
import { chargeRefunded, chargeSucceeded, checkoutCompleted, intentSucceeded } from "../../fixtures/stripe/events.ts";

const { Collection } = mongoose.mongo;
const WRITES = ["insertOne", "insertMany", "updateOne", "updateMany", "deleteOne", "deleteMany", "bulkWrite", "findOneAndUpdate"] as const;
const MINUTE_MS = 60_000;

/** From the given write on, none reaches the database any more, as when the process was killed there. */
function failFrom(write: number, error: () => Error): { failed(): boolean; restore(): void } {
  let count = 0;
  const spies = WRITES.map((name) => {
    const original = Collection.prototype[name] as (...args: unknown[]) => Promise<unknown>;
    return vi.spyOn(Collection.prototype, name).mockImplementation(function (this: unknown, ...args: unknown[]) {
      count += 1;
      return (count > write ? Promise.reject(error()) : original.apply(this, args)) as never;
    });
  });
  return { failed: () => count > write, restore: () => spies.forEach((spy) => spy.mockRestore()) };
}

describe("processing that is cut off", () => {
  let app: TestApp;
  let now = new Date();
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  const look = (serverId: string) => lookOnce(app, { serverId, now: () => now });
  /** A purchase told by four events, stored by a server that has done none of them yet. */
  async function storePurchase(): Promise<string> {
    const { websiteId } = await app.createShop();
    const purchase = { n: "1", minor: 2_500, email: "buyer@example.com" };
    for (const event of [checkoutCompleted(purchase), intentSucceeded(purchase), chargeSucceeded(purchase), chargeRefunded(purchase, 400)]) {
      expect((await app.store(event, { websiteId, serverId: "killed", now })).outcome).toBe("accepted");
    }
    return websiteId;
  }
  const statesOf = async (websiteId: string) => (await StripeEvent.find({ websiteId }).sort({ receivedAt: 1 }).lean()).map(({ status, attempts }) => [status, attempts]);
  const moneyOf = async (websiteId: string) => (await Payment.find({ websiteId }).lean()).map(({ key, amountMinor, refundedMinor }) => [key, amountMinor, refundedMinor]);
  const MONEY = [["pi_1", 2_500, 400]];

  test("killed before any of its writes, all is done by the next server at its first look, and counts as its first attempt", async () => {
    let write = 0;
    for (; ; write += 1) {
      const websiteId = await storePurchase();
      const kill = failFrom(write, () => Object.assign(new Error("killed"), { name: "MongoClientClosedError" }));
      await look("killed-soon");
      kill.restore();
      await look("next");
      expect(await moneyOf(websiteId), `killed before write ${write}`).toEqual(MONEY);
      expect(await statesOf(websiteId), `killed before write ${write}`).toEqual(Array.from({ length: 4 }, () => ["processed", 1]));
      if (!kill.failed()) break;
    }
    expect(write).toBeGreaterThan(4);
  });

  test("a database that is away is no attempt; any other failure is tried again after a second", async () => {
    const websiteId = await storePurchase();
    const away = failFrom(0, () => Object.assign(new Error("connection closed"), { name: "MongoNetworkError" }));
    await look("one");
    away.restore();
    expect(await statesOf(websiteId)).toEqual(Array.from({ length: 4 }, () => ["pending", 0]));
    const bulkWrite = vi.spyOn(Collection.prototype, "bulkWrite").mockRejectedValue(new Error("made up"));
    await look("one");
    bulkWrite.mockRestore();
    expect(await statesOf(websiteId)).toEqual(Array.from({ length: 4 }, () => ["failed", 1]));
    await look("one");
    expect(await moneyOf(websiteId)).toEqual([]);
    now = new Date(now.getTime() + 1_000);
    await look("one");
    expect(await statesOf(websiteId)).toEqual(Array.from({ length: 4 }, () => ["processed", 2]));
    expect(await moneyOf(websiteId)).toEqual(MONEY);
  });

  test("what lay for days while no server ran is not given up at its first failures", async () => {
    const websiteId = await storePurchase();
    now = new Date(now.getTime() + 4 * 24 * 60 * MINUTE_MS);
    const bulkWrite = vi.spyOn(Collection.prototype, "bulkWrite").mockRejectedValue(new Error("made up"));
    await look("one");
    bulkWrite.mockRestore();
    expect(await statesOf(websiteId)).toEqual(Array.from({ length: 4 }, () => ["failed", 1]));
    now = new Date(now.getTime() + 1_000);
    await look("one");
    expect(await moneyOf(websiteId)).toEqual(MONEY);
    await StripeEvent.updateMany({ websiteId }, { $set: { status: "pending", attempts: 7, nextAttemptAt: now } });
    const again = vi.spyOn(Collection.prototype, "bulkWrite").mockRejectedValue(new Error("made up"));
    await look("one");
    again.mockRestore();
    expect(await statesOf(websiteId), "for good at last").toEqual(Array.from({ length: 4 }, () => ["parked", 8]));
  });

  test("a clock that was set back by a day makes nothing wait for a day", async () => {
    const [killed, failed] = [await storePurchase(), await storePurchase()];
    await StripeEvent.updateMany({ websiteId: failed }, { $set: { status: "failed", attempts: 1, nextAttemptAt: now } });
    now = new Date(now.getTime() - 24 * 60 * MINUTE_MS);
    await look("one");
    for (const websiteId of [killed, failed]) expect(await moneyOf(websiteId)).toEqual(MONEY);
  });
});
