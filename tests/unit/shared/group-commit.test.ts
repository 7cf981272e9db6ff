import { expect, test } from "vitest";
import { AppError } from "../../../server/shared/app-error.ts";
import { createGroupCommit } from "../../../server/shared/group-commit.ts";

const unavailable = new Error("the database is away");

function start(options: { maxBatch: number; maxWaiting: number }) {
  const batches: number[][] = [];
  let open = () => {};
  const commit = createGroupCommit<number, number>({
    what: "numbers",
    write: async (batch) => {
      batches.push(batch);
      await new Promise<void>((resolve) => (open = resolve));
      if (batch.includes(-1)) throw unavailable;
      if (batch.includes(-2)) throw new Error("a bad number");
      return batch.map((number) => number * 2);
    },
    ...options,
    isUnavailable: (error) => error === unavailable,
  });
  /** Ends the write that runs, once it runs. */
  const release = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    open();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { commit, batches, release };
}

test("what comes while a batch is written goes together into the next, and each gets its own answer", async () => {
  const { commit, batches, release } = start({ maxBatch: 3, maxWaiting: 10 });
  const answers = [1, 2, 3, 4, 5].map((number) => commit.add(number));
  for (let turn = 0; turn < 3; turn += 1) await release();
  expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  expect(commit.depth()).toBe(0);
});

test("at its limit it refuses what comes, takes nothing of it, and takes again when there is room", async () => {
  const { commit, batches, release } = start({ maxBatch: 10, maxWaiting: 3 });
  const taken = [1, 2, 3].map((number) => commit.add(number));
  const refused = commit.add(4);
  await expect(refused).rejects.toThrow(AppError);
  await expect(refused).rejects.toMatchObject({ status: 503, retryAfterSeconds: expect.any(Number) });
  expect(commit.depth()).toBe(3);
  for (let turn = 0; turn < 2; turn += 1) await release();
  expect(await Promise.all(taken)).toEqual([2, 4, 6]);
  const later = commit.add(5);
  await release();
  expect(await later).toBe(10);
  expect(batches).toEqual([[1], [2, 3], [5]]);
});

test("a bad one takes no other with it; without the database all of a batch are refused at once", async () => {
  const { commit, batches, release } = start({ maxBatch: 10, maxWaiting: 10 });
  const first = commit.add(0);
  const mixed = [1, -2, 3].map((number) => commit.add(number));
  const settled = Promise.allSettled(mixed);
  for (let turn = 0; turn < 5; turn += 1) await release();
  expect([await first, (await settled).map(({ status }) => status)]).toEqual([0, ["fulfilled", "rejected", "fulfilled"]]);
  expect(batches).toEqual([[0], [1, -2, 3], [1], [-2], [3]]);
  const [alone, ...others] = [7, -1, 8].map((number) => commit.add(number));
  const refused = Promise.allSettled(others);
  for (let turn = 0; turn < 2; turn += 1) await release();
  expect([await alone, (await refused).map(({ status }) => status)]).toEqual([14, ["rejected", "rejected"]]);
  expect(batches.slice(5)).toEqual([[7], [-1, 8]]);
});
