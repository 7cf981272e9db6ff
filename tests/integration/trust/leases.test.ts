import { afterAll, beforeAll, expect, test } from "vitest";
import { Lease } from "../../../models/lease.ts";
import { createServerLife } from "../../../server/leases/server-life.ts";
import { takeLease } from "../../../server/leases/take-lease.ts";
import { createLogger } from "../../../server/shared/logger.ts";
import { startTestDatabase } from "../../factories/test-database.ts";

const START = new Date("2026-01-05T12:00:00Z");
const after = (seconds: number) => new Date(START.getTime() + seconds * 1_000);
let database: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

test("a holder that dies keeps a lease for its time; then one of many takes it, never two", async () => {
  const take = (owner: string, seconds: number) => takeLease({ name: "work", owner, forMs: 15_000, now: after(seconds) });
  expect(await take("dead", 0)).toBe(true);
  expect(await Promise.all(["a", "b", "c"].map((owner) => take(owner, 14)))).toEqual([false, false, false]);
  const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => take(`server ${n}`, 15)));
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await take("dead", 16), "the dead one, come back").toBe(false);
});

test("a server that died is none of the living after 15 seconds, and its lease is gone once what it did has settled", async () => {
  let now = START;
  const dead: Date[] = [];
  const life = createServerLife({ serverId: "living", alone: false, now: () => now, logger: createLogger("silent"), onDead: async ({ lastAliveAt }) => void dead.push(lastAliveAt) });
  await takeLease({ name: "server:dead", owner: "dead", forMs: 15_000, now });
  const states: [number, string[], boolean][] = [];
  for (const seconds of [14, 16, 59, 60]) {
    now = after(seconds);
    await life.beat();
    states.push([seconds, await life.others(), (await Lease.findById("server:dead").lean()) !== null]);
  }
  expect(states).toEqual([[14, ["dead"], true], [16, [], true], [59, [], true], [60, [], false]]);
  expect(dead).toEqual([START]);
  await life.stop({ died: true });
  expect(await Lease.findById("server:living").lean(), "others are to look after it").not.toBeNull();
});
