import { AppError } from "../shared/app-error.ts";
import { senderNetwork } from "../shared/sender-network.ts";
import type { RateLimits } from "./rate-limits.ts";

/**
 * Questions a minute to public dashboards; a page asks about seven. One address may look at some eighty pages. Behind a proxy that TRUST_PROXY does not name
 * all readers are one address, which may ask ten times as much: as much as one website answers altogether.
 */
const ASKED_BY_ADDRESS = 600;
const ASKED_OF_WEBSITE = 6_000;
/** A dashboard that does not exist counts as this many questions: who tries addresses has soon tried enough. */
const WRONG_WEIGHS = 20;

/** Counts one question, before anything is looked up. Throws `too_many_requests` with the seconds to wait. */
export function limitShareReader(limits: RateLimits, ip: string): void {
  refuse(takeOfReader(limits, ip, 1), "You asked for public dashboards very often");
}

/** Counts against who asked for a dashboard that is not there. Throws as above. */
export function limitWrongShare(limits: RateLimits, ip: string): void {
  refuse(takeOfReader(limits, ip, WRONG_WEIGHS - 1), "You tried many addresses of dashboards that are not there");
}

/** Counts one question about a website, whoever asks. Throws as above. */
export function limitSharedWebsite(limits: RateLimits, websiteId: string): void {
  refuse(limits.take(`share:web:${websiteId}`, ASKED_OF_WEBSITE, 1), "This public dashboard is asked for very often");
}

function takeOfReader(limits: RateLimits, ip: string, weight: number): number | null {
  const sender = senderNetwork(ip);
  return sender !== null ? limits.take(`share:ip:${sender}`, ASKED_BY_ADDRESS, weight) : limits.take("share:proxy", ASKED_OF_WEBSITE, weight);
}

function refuse(seconds: number | null, why: string): void {
  if (seconds !== null) throw new AppError("too_many_requests", `${why}: wait ${seconds} seconds, then load the page again`, undefined, seconds);
}
