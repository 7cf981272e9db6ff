import { expect, test } from "vitest";
import { repeatWork } from "../../../server/shared/repeat-work.ts";

/** Work that is done when the test says so. */
function workToOrder() {
  const open: { done(): void; fail(error: Error): void }[] = [];
  return { open, work: () => new Promise<void>((resolve, reject) => open.push({ done: resolve, fail: reject })) };
}
const begun = (open: unknown[], count: number) => expect.poll(() => open.length).toBe(count);
const someTurns = () => new Promise((resolve) => setTimeout(resolve, 30));

test("no turn begins while another runs, a failure is told and does not end it", async () => {
  const { open, work } = workToOrder();
  const failures: unknown[] = [];
  const repeated = repeatWork({ everyMs: 5, work, onError: (error) => failures.push(error) });
  await begun(open, 1);
  await someTurns();
  expect(open).toHaveLength(1);
  open[0]?.fail(new Error("made up"));
  await begun(open, 2);
  expect(failures).toEqual([new Error("made up")]);
  open[1]?.done();
  await repeated.stop();
});

test("stop waits for the turn that runs, and none follows", async () => {
  const { open, work } = workToOrder();
  const repeated = repeatWork({ everyMs: 5, firstMs: 1, work, onError: () => undefined });
  await begun(open, 1);
  let stopped = false;
  const stopping = repeated.stop().then(() => (stopped = true));
  await someTurns();
  expect(stopped).toBe(false);
  open[0]?.done();
  await stopping;
  await someTurns();
  expect(open).toHaveLength(1);
});
