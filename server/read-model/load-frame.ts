import { listLocalDays } from "../shared/local-days.ts";
import type { Period } from "../shared/period.ts";
import type { Segments } from "./encode-segment.ts";
import { loadSegments } from "./load-segments.ts";
import type { DaySegment } from "./load-segments.ts";
import { createPaymentsFrame } from "./payments-frame.ts";
import type { PaymentsFrame } from "./payments-frame.ts";
import { createVisitsFrame } from "./visits-frame.ts";
import type { VisitsFrame } from "./visits-frame.ts";
import type { Dictionaries } from "./website-dictionaries.ts";
import { cache, stateOf } from "./website-state.ts";
import type { WebsiteState } from "./website-state.ts";

export type Frames = { visits: VisitsFrame; payments: PaymentsFrame };

/**
 * The sessions and the money of a period of a website's time zone, laid out for reading: what every report is computed from. Up to date with the
 * records (at most a second behind when refreshing is dear). Codes of both frames come from the same dictionaries.
 */
export async function loadFrames(website: { _id: string; timezone: string }, period: Period): Promise<Frames> {
  const state = stateOf(website._id);
  const days = listLocalDays(period.from, period.to, website.timezone);
  const [visits, payments] = await Promise.all([
    loadSegments(state, { timezone: website.timezone, kind: "visits", days }),
    loadSegments(state, { timezone: website.timezone, kind: "payments", days }),
  ]);
  return {
    visits: layOut(state, "visits", visits, period, createVisitsFrame),
    payments: layOut(state, "payments", payments, period, createPaymentsFrame),
  };
}

type Create<Kind extends keyof Segments> = (segments: DaySegment<Kind>[], dictionaries: Dictionaries, period: Period, grew: (bytes: number) => void) => Frames[Kind];

/** The frame that was laid out before, if it was from these very segments. */
function layOut<Kind extends keyof Segments>(state: WebsiteState, kind: Kind, days: DaySegment<Kind>[], period: Period, create: Create<Kind>): Frames[Kind] {
  const key = `${kind} ${period.from.getTime()} ${period.to.getTime()}`;
  const segments = days.map(({ segment }) => segment);
  const known = state.frames.get(key);
  const place = `${state.websiteId} frame ${key}`;
  if (known && known.segments.length === segments.length && segments.every((segment, index) => segment === known.segments[index])) {
    cache.touch(place);
    return known.frame as Frames[Kind];
  }
  let bytes = 0;
  const entry: { segments: readonly unknown[]; frame: unknown } = { segments, frame: null };
  const grew = (more: number) => {
    bytes += more;
    const current = state.frames.get(key);
    if (current === entry) cache.hold(place, bytes, () => state.frames.get(key) === entry && state.frames.delete(key));
  };
  state.frames.set(key, entry);
  const frame = create(days, state.dictionaries, period, grew);
  entry.frame = frame;
  return frame;
}
