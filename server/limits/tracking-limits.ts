import { AppError } from "../shared/app-error.ts";
import { hitsRefused } from "../shared/meters.ts";
import { senderNetwork } from "../shared/sender-network.ts";
import type { RateLimits } from "./rate-limits.ts";

/** Hits a minute: of one address about fifty people's worth in an office, of one website more than a machine takes. */
const HITS_OF_ADDRESS = 3_000;
const HITS_OF_WEBSITE = 1_000_000;
/** Identify calls a minute: people log in rarely, and each may look at payments again. */
const IDENTIFIES_OF_ADDRESS = 60;
const IDENTIFIES_OF_WEBSITE = 6_000;

/** Throws `too_many_requests` with the seconds to wait when an address or a website sends more hits than it may. */
export function limitHits(limits: RateLimits, hits: { websiteId: string }[], ip: string | undefined): void {
  const sender = senderNetwork(ip);
  try {
    if (sender !== null) refuse(limits.take(`hit:ip:${sender}`, HITS_OF_ADDRESS, hits.length), "This address");
    for (const [websiteId, count] of countByWebsite(hits)) refuse(limits.take(`hit:web:${websiteId}`, HITS_OF_WEBSITE, count), "This website");
  } catch (error) {
    hitsRefused.inc({ reason: "too_many" }, hits.length);
    throw error;
  }
}

/** The same for identify calls. */
export function limitIdentifies(limits: RateLimits, websiteId: string, ip: string | undefined): void {
  const sender = senderNetwork(ip);
  if (sender !== null) refuse(limits.take(`identify:ip:${sender}`, IDENTIFIES_OF_ADDRESS, 1), "This address");
  refuse(limits.take(`identify:web:${websiteId}`, IDENTIFIES_OF_WEBSITE, 1), "This website");
}

function refuse(seconds: number | null, who: string): void {
  if (seconds !== null) throw new AppError("too_many_requests", `${who} sends too much: send it again in ${seconds} seconds`, undefined, seconds);
}

function countByWebsite(hits: { websiteId: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { websiteId } of hits) counts.set(websiteId, (counts.get(websiteId) ?? 0) + 1);
  return counts;
}
