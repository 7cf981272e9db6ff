import { formatDuration } from "../../format/format-figures.ts";
import { formatExactTime } from "../../format/format-time.ts";
import { JourneyTimeline } from "../payments/journey-timeline.tsx";
import type { TimelineStep } from "../payments/journey-timeline.tsx";
import { Panel } from "../ui/panel.tsx";

type Visit = { startedAt: string; seconds: number; channel: string; source: string | null; campaign: string | null; referrer: string | null; place: string; steps: TimelineStep[] };

/** One visit: how it came about, how long it was, and what was looked at. */
export function VisitPanel({ session, number, timezone }: { session: Visit; number: number; timezone: string }) {
  const { startedAt, seconds, channel, source, campaign, steps } = session;
  const came = [channel, source, campaign].filter((part, index, all) => part && all.indexOf(part) === index).join(" · ");
  return (
    <Panel
      title={`Visit ${number}`}
      lead={came}
      aside={
        <span className="text-[13px] text-soft">
          {formatExactTime(startedAt, timezone, true)} · {formatDuration(seconds)}
        </span>
      }
    >
      {steps.length > 0 ? <JourneyTimeline steps={steps} timezone={timezone} /> : <p className="text-soft">No page of this visit is kept.</p>}
    </Panel>
  );
}
