import { listLocalDays } from "../shared/local-days.ts";
import type { Period } from "../shared/period.ts";
import type { Segments } from "./encode-segment.ts";
import { loadSegments } from "./load-segments.ts";
import type { DaySegment } from "./load-segments.ts";
import { createPaymentsFrame } from "./payments-frame.ts";
import type { PaymentsFrame } from "./payments-frame.ts";
import { createVisitsFrame } from "./visits-frame.ts";
import type { FrameMemory, VisitsFrame } from "./visits-frame.ts";
import type { Dictionaries } from "./website-dictionaries.ts";
import { cache, stateOf } from "./website-state.ts";
import type { WebsiteState } from "./website-state.ts";

/** `state` is what the codes of both frames belong to: another look for the website's may give another, when its columns have left the memory meanwhile. */
export type Frames = { visits: VisitsFrame; payments: PaymentsFrame; state: WebsiteState };

/**
 * The sessions and the money of a period of a website's time zone, laid out for reading: what every report is computed from. Up to date with the
 * records (some seconds behind while refreshing is dear). Codes of both frames come from the same dictionaries.
 */
export async function loadFrames(website: { _id: string; timezone: string }, period: Period): Promise<Frames> {
  const state = stateOf(website._id);
  const days = listLocalDays(period.from, period.to, website.timezone);
  const [visits, payments] = await Promise.all([
    loadSegments(state, { timezone: website.timezone, kind: "visits", days }),
    loadSegments(state, { timezone: website.timezone, kind: "payments", days }),
  ]);
  const [laidVisits, laidPayments] = await Promise.all([layOut(state, "visits", visits, period, createVisitsFrame), layOut(state, "payments", payments, period, createPaymentsFrame)]);
  return { visits: laidVisits, payments: laidPayments, state };
}

type Create<Kind extends keyof Segments> = (segments: DaySegment<Kind>[], dictionaries: Dictionaries, period: Period, memory: FrameMemory) => Promise<Frames[Kind]>;

/** With more rows than this, laying out anew at every hit would leave no time for anything else: what was just laid out is good for a second. */
const MANY_ROWS = 100_000;
const MAX_STALE_MS = 1_000;

/** By identity. On its own, since what a function's closures share they hold: each frame would keep the one before it, and that its own. */
function areSame(known: readonly unknown[], segments: readonly unknown[]): boolean {
  return known.length === segments.length && segments.every((segment, index) => segment === known[index]);
}

/** The frame that was laid out before, if it was from these very segments. */
function layOut<Kind extends keyof Segments>(state: WebsiteState, kind: Kind, days: DaySegment<Kind>[], period: Period, create: Create<Kind>): Promise<Frames[Kind]> {
  const key = `${kind} ${period.from.getTime()} ${period.to.getTime()}`;
  const segments = days.map(({ segment }) => segment);
  const known = state.frames.get(key);
  const place = `${state.id} frame ${key}`;
  if (known && areSame(known.segments, segments)) {
    cache.touch(place);
    return known.frame as Promise<Frames[Kind]>;
  }
  known?.forget();
  // What is asked of a frame that is no longer the one held is laid out for its asker alone.
  const columns = new Set<string>();
  const isHeld = () => state.frames.get(key) === entry;
  const memory: FrameMemory = {
    hold: (bytes) => {
      if (isHeld()) cache.hold(place, bytes, drop);
    },
    holdColumn: (name, bytes, drop) => {
      if (!isHeld()) return;
      columns.add(name);
      cache.hold(`${place} ${name}`, bytes, drop);
    },
    touch: (name) => isHeld() && cache.touch(`${place} ${name}`),
  };
  const drop = (): void => {
    if (isHeld()) state.frames.delete(key);
    forget();
  };
  const forget = (): void => {
    cache.release(place);
    for (const name of columns) cache.release(`${place} ${name}`);
  };
  // What comes meanwhile waits for the same frame.
  const frame = Promise.resolve().then(() => create(days, state.dictionaries, period, memory));
  const entry = { segments, frame, forget };
  state.frames.set(key, entry);
  frame.then(
    ({ rows }) => {
      if (rows > MANY_ROWS) state.freshUntil = Math.max(state.freshUntil, Date.now() + MAX_STALE_MS);
    },
    () => state.frames.get(key) === entry && state.frames.delete(key),
  );
  return frame;
}
