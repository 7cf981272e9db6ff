import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { rebuildWebsite } from "../read-model/rebuild-website.ts";
import { AppError } from "../shared/app-error.ts";

/** Makes the reports of one website, or of all, anew from their records. Throws `not_found`. */
export async function rebuildReports(options: { websiteId?: string | undefined; onProgress(line: string): void }): Promise<{ websites: number; days: number }> {
  const websites = await Website.find({ deletedAt: null, ...(options.websiteId ? { _id: options.websiteId } : {}) }).lean<WebsiteRecord[]>();
  if (options.websiteId && websites.length === 0) throw new AppError("not_found", `There is no website ${options.websiteId}`);
  let days = 0;
  for (const website of websites) days += await rebuildWebsite(website, (done, all) => options.onProgress(`${website.name}: ${done} of ${all} days`));
  return { websites: websites.length, days };
}
