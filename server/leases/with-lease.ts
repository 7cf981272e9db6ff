import { newToken } from "../shared/ids.ts";
import { releaseLease, takeLease } from "./take-lease.ts";

/**
 * Does work that only one may do at a time, named by `name`; null when someone does it now, be it this very server. The lease is renewed as long as
 * the work takes and ends with it, or `forMs` after the process died in it: the work must be safe to begin again.
 */
export async function withLease<Result>(options: { name: string; forMs: number; now: Date }, work: () => Promise<Result>): Promise<{ result: Result } | null> {
  const lease = { ...options, owner: newToken() };
  if (!(await takeLease(lease))) return null;
  const startedAt = performance.now();
  let renewal: Promise<unknown> = Promise.resolve();
  const renewing = setInterval(() => {
    // One renewal that fails is made good by the next.
    renewal = takeLease({ ...lease, now: new Date(options.now.getTime() + performance.now() - startedAt) }).catch(() => undefined);
  }, options.forMs / 3);
  try {
    return { result: await work() };
  } finally {
    clearInterval(renewing);
    await renewal;
    await releaseLease(lease);
  }
}
