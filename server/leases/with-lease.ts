import { newToken } from "../shared/ids.ts";
import { releaseLease, takeLease } from "./take-lease.ts";

/**
 * Does work that only one may do at a time, named by `name`; null when another one does it now. The lease ends with the work, or after `forMs` when
 * the process died in it: the work must be safe to begin again.
 */
export async function withLease<Result>(options: { name: string; forMs: number; now: Date }, work: () => Promise<Result>): Promise<{ result: Result } | null> {
  const owner = newToken();
  if (!(await takeLease({ ...options, owner }))) return null;
  try {
    return { result: await work() };
  } finally {
    await releaseLease({ name: options.name, owner });
  }
}
