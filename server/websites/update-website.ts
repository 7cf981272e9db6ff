import { Website } from "../../models/website.ts";
import { forgetWebsite } from "./find-website.ts";
import type { WebsiteChanges } from "./parse-website-input.ts";

/** Changes a website's settings; what is absent stays. */
export async function updateWebsite(websiteId: string, changes: WebsiteChanges): Promise<void> {
  const present = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  await Website.updateOne({ _id: websiteId }, { $set: present });
  forgetWebsite(websiteId);
}
