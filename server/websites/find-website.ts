import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";

const CACHE_MS = 5_000;
const CACHE_MAX = 10_000;
const cache = new Map<string, { website: WebsiteRecord; until: number }>();
const asking = new Map<string, Promise<WebsiteRecord | null>>();

/** A website by its id, or null; deleted ones count as absent. Remembered for 5 seconds, since every hit asks. */
export async function findWebsite(websiteId: string): Promise<WebsiteRecord | null> {
  const now = Date.now();
  const known = cache.get(websiteId);
  if (known && known.until > now) return known.website;
  // Of many hits that ask at once, one asks the database.
  const asked = asking.get(websiteId) ?? ask(websiteId).finally(() => asking.delete(websiteId));
  asking.set(websiteId, asked);
  return asked;
}

async function ask(websiteId: string): Promise<WebsiteRecord | null> {
  const website = await Website.findOne({ _id: websiteId, deletedAt: null }).lean<WebsiteRecord>();
  if (cache.size >= CACHE_MAX) cache.clear();
  // An unknown id is not remembered: the website may be created a moment later.
  if (website) cache.set(websiteId, { website, until: Date.now() + CACHE_MS });
  return website;
}

/**
 * A website or one that is deleted and can still be brought back; for deliveries of money, which are stored all the same: who brings it back misses
 * no payment.
 */
export async function findWebsiteOrDeleted(websiteId: string): Promise<WebsiteRecord | null> {
  return (await findWebsite(websiteId)) ?? Website.findOne({ _id: websiteId }).lean<WebsiteRecord>();
}

/** To be called after a change, so that this process sees it at once (others within 5 seconds). */
export function forgetWebsite(websiteId: string): void {
  cache.delete(websiteId);
  asking.delete(websiteId);
}
