import { expect, test } from "vitest";
import { groupByBuyer } from "../../../server/attribution/group-by-buyer.ts";
import { sideBySide } from "../../../server/shared/side-by-side.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test("tasks of a group go in turn, groups side by side, never more than the width", async () => {
  const log: string[] = [];
  let [running, most] = [0, 0];
  const results = await sideBySide([["a1", "a2"], ["b1"], ["c1", "c2", "c3"]], 2, async (task) => {
    most = Math.max(most, (running += 1));
    log.push(task);
    await turn();
    running -= 1;
    return task.toUpperCase();
  });
  expect(results).toEqual(["A1", "A2", "B1", "C1", "C2", "C3"]);
  expect(most).toBe(2);
  for (const group of ["a", "b", "c"]) expect(log.filter((task) => task.startsWith(group))).toEqual(log.filter((task) => task.startsWith(group)).sort());
});

test("after a failure what runs is finished, nothing further is begun, and the failure is told", async () => {
  const done: string[] = [];
  const run = async (task: string) => {
    await turn();
    if (task === "bad") throw new Error("refused");
    await turn();
    done.push(task);
  };
  await expect(sideBySide([["bad", "after bad"], ["beside"], ["later"]], 2, run)).rejects.toThrow("refused");
  expect(done).toEqual(["beside"]);
});

test("a buyer's payments stay together and in order; payments of nobody known stand alone", () => {
  const payment = (id: string, customerId: string | null, subscriptionId: string | null = null) => ({ id, customerId, subscriptionId });
  const groups = groupByBuyer([payment("1", "cus_a"), payment("2", null), payment("3", "cus_b"), payment("4", "cus_a"), payment("5", null), payment("6", null, "sub_a"), payment("7", null, "sub_a")], (one) => one);
  expect(groups.map((group) => group.map(({ id }) => id).join())).toEqual(["1,4", "2", "3", "5", "6,7"]);
});
