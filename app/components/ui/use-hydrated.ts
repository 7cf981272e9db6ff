import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False on the server and in the first paint, true once JavaScript runs: for what needs it, over a plain form that does not. */
export function useHydrated(): boolean {
  return useSyncExternalStore(never, () => true, () => false);
}
