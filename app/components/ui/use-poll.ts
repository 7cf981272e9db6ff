import { useFetcher } from "@remix-run/react";
import { useEffect } from "react";

/** Loads a page's data again and again while somebody looks; returns what came last, or null until then. Without JavaScript the page stays as it was served. */
export function usePoll<Loader>(path: string, { everyMs, active }: { everyMs: number; active: boolean }) {
  const { load, data, state } = useFetcher<Loader>();
  useEffect(() => {
    if (!active || state !== "idle") return;
    const timer = setTimeout(function look() {
      if (document.visibilityState === "visible") load(path);
      else waiting = setTimeout(look, everyMs);
    }, everyMs);
    let waiting: ReturnType<typeof setTimeout> | undefined;
    return () => {
      clearTimeout(timer);
      clearTimeout(waiting);
    };
  }, [active, state, load, path, everyMs, data]);
  return data ?? null;
}
