import mongoose from "mongoose";
import { StripeEvent, UNCLAIMED } from "../../models/stripe-event.ts";
import { Website } from "../../models/website.ts";
import type { WebsiteRecord } from "../../models/website.ts";
import { deleteInSlices } from "../shared/delete-in-slices.ts";
import { withLease } from "../leases/with-lease.ts";
import { purgeTime } from "./delete-website.ts";

const LEASE_MS = 60_000;

/**
 * Really deletes what was deleted 30 days ago: every document of every model that has a `websiteId`, in slices, then the website itself. The website
 * goes last, so that a sweep that died goes on where it stopped. Null when another server does it now; else the ids of the websites that went.
 */
export async function purgeDeletedWebsites(now: Date): Promise<string[] | null> {
  const done = await withLease({ name: "purge-deleted-websites", forMs: LEASE_MS, now }, async () => {
    const deleted = await Website.find({ deletedAt: { $ne: null } }).lean<WebsiteRecord[]>();
    const due = deleted.filter(({ deletedAt }) => deletedAt && purgeTime(deletedAt) <= now);
    for (const { _id } of due) await purge(_id);
    return due.map(({ _id }) => _id);
  });
  return done && done.result;
}

async function purge(websiteId: string): Promise<void> {
  for (const model of Object.values(mongoose.models)) {
    if (model.schema.path("websiteId")) await deleteInSlices(model, { websiteId });
  }
  await deleteInSlices(StripeEvent, { websiteId: UNCLAIMED, claimedBy: websiteId });
  await Website.deleteOne({ _id: websiteId });
}
