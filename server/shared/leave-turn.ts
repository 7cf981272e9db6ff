import { setTimeout } from "node:timers/promises";

/** Shorter looks hold nobody up. */
const SHORT_MS = 3;

/** Rests as long as work took since `startedAt` (of `performance.now()`), so that what cannot wait is never behind more than one look of what can. */
export async function leaveTurn(startedAt: number): Promise<void> {
  const took = performance.now() - startedAt;
  if (took > SHORT_MS) await setTimeout(took);
}
