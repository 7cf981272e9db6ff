import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { AppError } from "../shared/app-error.ts";
import { forgetWebsite } from "./find-website.ts";

const DAYS_TO_UNDO = 30;
const DAY_MS = 24 * 3_600_000;

/** When a website that was deleted then goes for good. */
export function purgeTime(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + DAYS_TO_UNDO * DAY_MS);
}

/**
 * Deletes a website: its pages, its script and its keys stop at once, its data stays for 30 days, and Stripe's deliveries are still stored.
 * The name must be typed. Throws `bad_request` for `confirm`.
 */
export async function deleteWebsite(options: { website: WebsiteRecord; confirm: string; now: Date }): Promise<{ goesAt: string }> {
  const { website, confirm, now } = options;
  if (confirm.trim() !== website.name) throw new AppError("bad_request", `Type the name exactly: ${website.name}`, "confirm");
  await Website.updateOne({ _id: website._id, deletedAt: null }, { $set: { deletedAt: now } });
  forgetWebsite(website._id);
  return { goesAt: purgeTime(now).toISOString() };
}

/** Brings a deleted website back, as it was. Throws `not_found` when it is gone for good or belongs to another team. */
export async function restoreWebsite(options: { teamId: string; websiteId: string; now: Date }): Promise<WebsiteRecord> {
  const { teamId, websiteId, now } = options;
  const notYetGone = { $gt: new Date(now.getTime() - DAYS_TO_UNDO * DAY_MS) };
  const restored = await Website.findOneAndUpdate({ _id: websiteId, teamId, deletedAt: notYetGone }, { $set: { deletedAt: null } }, { returnDocument: "after" }).lean<WebsiteRecord>();
  forgetWebsite(websiteId);
  if (!restored) throw new AppError("not_found", "There is no deleted website of this id in the team: it may be back already, or gone for good");
  return restored;
}
