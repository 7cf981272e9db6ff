import { useFetcher, useParams } from "@remix-run/react";
import { useEffect } from "react";
import type { loader as liveLoader } from "../../routes/live.tsx";

const AGAIN_MS = 15_000;

/** How many are on the site now; asks again by itself while the page is looked at. */
export function LiveVisitors({ visitors }: { visitors: number }) {
  const { websiteId = "" } = useParams();
  const { data, load } = useFetcher<typeof liveLoader>();
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && load(`/w/${websiteId}/live`), AGAIN_MS);
    return () => clearInterval(timer);
  }, [load, websiteId]);
  const now = data?.visitors ?? visitors;
  return (
    <p className="flex items-center gap-2 text-soft" title="Seen in the last five minutes">
      <span aria-hidden className={`size-2 rounded-full ${now > 0 ? "animate-breathe bg-gain" : "bg-edge"}`} />
      {now === 0 ? "Nobody is on the site right now" : `${now} on the site right now`}
    </p>
  );
}
