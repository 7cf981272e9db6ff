import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";

const SAMPLE_MS = 1_000;
const BUSY = 0.75;

/** Whether this thread has little time left, by the second that begins now: what nobody waits for is better left for later. */
export async function isBusy(): Promise<boolean> {
  const before = performance.eventLoopUtilization();
  await setTimeout(SAMPLE_MS);
  return performance.eventLoopUtilization(before).utilization > BUSY;
}
