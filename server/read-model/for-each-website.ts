import { Website } from "../../models/website.ts";

/** Does something for one website after the other. Stops early when `stopped` says so. */
export async function forEachWebsite(work: (website: { _id: string; timezone: string }) => Promise<unknown>, stopped: () => boolean): Promise<void> {
  const websites = await Website.find({ deletedAt: null }).select({ timezone: 1 }).lean<{ _id: string; timezone: string }[]>();
  for (const website of websites) {
    if (stopped()) return;
    await work(website);
  }
}
