import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { newToken } from "../shared/ids.ts";
import { forgetWebsite } from "./find-website.ts";

/** Opens a public dashboard at an address that cannot be guessed; the one there was before stops working. */
export async function createPublicLink(websiteId: string): Promise<{ publicId: string }> {
  const publicId = newToken();
  await setPublicId(websiteId, publicId);
  return { publicId };
}

/** Closes the public dashboard at once. */
export async function revokePublicLink(websiteId: string): Promise<void> {
  await setPublicId(websiteId, null);
}

async function setPublicId(websiteId: string, publicId: string | null): Promise<void> {
  await Website.updateOne({ _id: websiteId }, { $set: { publicId } });
  forgetWebsite(websiteId);
}

/** The website whose public dashboard this is, or null. Asked of the database each time, so that a closed one is closed everywhere at once. */
export async function findWebsiteByPublicId(publicId: string): Promise<WebsiteRecord | null> {
  return /^[\w-]{43}$/.test(publicId) ? Website.findOne({ publicId, deletedAt: null }).lean<WebsiteRecord>() : null;
}
