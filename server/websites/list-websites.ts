import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { purgeTime } from "./delete-website.ts";

/** The websites of the given teams, by name. */
export async function listWebsites(teamIds: string[]): Promise<WebsiteRecord[]> {
  return Website.find({ teamId: { $in: teamIds }, deletedAt: null }).sort({ name: 1, _id: 1 }).lean<WebsiteRecord[]>();
}

/** The team's websites that can still be brought back, with the time when they go for good. */
export async function listDeletedWebsites(teamId: string, now: Date): Promise<{ websiteId: string; name: string; domain: string; goesAt: string }[]> {
  const found = await Website.find({ teamId, deletedAt: { $ne: null } }).lean<WebsiteRecord[]>();
  return found
    .map(({ _id, name, domain, deletedAt }) => ({ websiteId: _id, name, domain, goesAt: purgeTime(deletedAt as Date) }))
    .filter(({ goesAt }) => goesAt > now)
    .sort((a, b) => a.goesAt.getTime() - b.goesAt.getTime())
    .map((website) => ({ ...website, goesAt: website.goesAt.toISOString() }));
}
