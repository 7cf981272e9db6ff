import { Website } from "../../models/website.ts";
import { forgetWebsite } from "./find-website.ts";

/** Gives a website to another team, with all that it holds. Whether the user may do that on both sides is decided before. */
export async function transferWebsite(options: { websiteId: string; fromTeamId: string; toTeamId: string }): Promise<void> {
  await Website.updateOne({ _id: options.websiteId, teamId: options.fromTeamId }, { $set: { teamId: options.toTeamId } });
  forgetWebsite(options.websiteId);
}
