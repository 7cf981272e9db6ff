import { totalmem } from "node:os";
import { createByteCache } from "./byte-cache.ts";
import type { Segments } from "./encode-segment.ts";
import type { SegmentVersion } from "../../models/report-segment.ts";
import type { PaymentId } from "./payments-segment.ts";
import type { KnownPayments } from "./read-payments.ts";
import { createDictionaries } from "./website-dictionaries.ts";
import type { Dictionaries } from "./website-dictionaries.ts";

export type Held<Kind extends keyof Segments = keyof Segments> = { segment: Segments[Kind]; version: SegmentVersion; recheckAt: Date; storedAt: number; /** Took long to make. */ dear: boolean; /** Of memory. */ bytes: number; /** What bringing the payments of a day that still changes up to date needs, and which each row is. */ payments?: { ids: PaymentId[]; known: KnownPayments } };
export type DayCounts = Record<"visits" | "live" | "payments" | "livePayments", number>;
export type HourCounts = Record<keyof DayCounts, Record<string, number>>;

/** What this process knows of a website's columns. All of it is a copy of what the database has: losing it costs time only. */
export type WebsiteState = {
  /** In the cache: a forgotten state of the website may still be read while there is a new one. */
  id: number;
  websiteId: string;
  dictionaries: Dictionaries;
  segments: Map<string, Held>;
  loading: Map<string, Promise<unknown>>;
  /** Periods laid out for reading, each good for as long as its segments are. */
  frames: Map<string, { segments: readonly unknown[]; frame: Promise<unknown>; /** Gives its memory back. */ forget(): void }>;
  /** Change counters by UTC day, as of `checkedAt`. */
  counts: Map<string, HourCounts>;
  /** Their sums by the ends of a local day. */
  dayCounts: Map<string, DayCounts>;
  changes: number;
  checkedAt: number;
  /** Checks begun, and the youngest one that was taken over. */
  checks: number;
  lastCheck: number;
  checking: Promise<void> | null;
  /** Until when what was just refreshed is fresh enough. */
  freshUntil: number;
};

const MB = 1_048_576;

/** A sixteenth of the memory of this machine, or of the container: 256 MB at least, 1 GB at most. */
function usualBound(): number {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return Math.min(1_024 * MB, Math.max(256 * MB, memory / 16));
}

/** Columns and frames of all websites share one bound. */
export const cache = createByteCache(usualBound());

/** Bounds what columns and frames take, in place of the usual bound. */
export function boundColumns(megabytes: number): void {
  cache.bound(megabytes * MB);
}

const states = new Map<string, WebsiteState>();
let lastId = 0;

export function stateOf(websiteId: string): WebsiteState {
  let state = states.get(websiteId);
  if (!state) {
    state = { id: (lastId += 1), websiteId, dictionaries: createDictionaries(), segments: new Map(), loading: new Map(), counts: new Map(), dayCounts: new Map(), frames: new Map(), changes: -1, checkedAt: 0, checks: 0, lastCheck: 0, checking: null, freshUntil: 0 };
    states.set(websiteId, state);
  }
  return state;
}

/** Forgets a website whose last columns left the memory: its dictionaries only serve them. */
export function forgetWhenEmpty(state: WebsiteState): void {
  if (state.segments.size === 0 && states.get(state.websiteId) === state) states.delete(state.websiteId);
}

/** Lets go of a website's columns, as if this process had just started. */
export function forgetColumns(websiteId: string): void {
  const state = states.get(websiteId);
  for (const key of state?.segments.keys() ?? []) cache.release(`${state?.id} ${key}`);
  for (const { forget } of state?.frames.values() ?? []) forget();
  states.delete(websiteId);
}

/** Resolves when no columns are being read any more. */
export async function settleColumns(): Promise<void> {
  for (const { loading } of states.values()) await Promise.allSettled(loading.values());
}

/** Bytes of memory that columns and frames of all websites take. */
export function heldBytes(): number {
  return cache.bytes();
}
