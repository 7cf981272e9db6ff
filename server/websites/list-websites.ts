import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";

/** The websites of the given teams, by name. */
export async function listWebsites(teamIds: string[]): Promise<WebsiteRecord[]> {
  return Website.find({ teamId: { $in: teamIds }, deletedAt: null }).sort({ name: 1, _id: 1 }).lean<WebsiteRecord[]>();
}
