import type { TrackedEventRecord } from "../../models/tracked-event.ts";
import type { Acquisition } from "./acquisition/read-acquisition.ts";

/** A hit that passed every step, with what is known of its sender; only its session is still open. */
export type ReadyHit = Omit<TrackedEventRecord, "sessionId"> & {
  clientSessionId: string;
  country: string | null;
  region: string | null;
  city: string | null;
  device: string | null;
  browser: string | null;
  os: string | null;
  screen: string | null;
  language: string | null;
  acquisition: Acquisition;
  checkoutSignal: boolean;
};

/** The stored event of a hit. */
export function eventOf(hit: ReadyHit, sessionId: string): TrackedEventRecord {
  const { websiteId, hitId, visitorId, type, at, hostname, path, title, referrer, name, value, params, engagedMs } = hit;
  return { websiteId, hitId, visitorId, sessionId, type, at, hostname, path, title, referrer, name, value, params, engagedMs };
}
