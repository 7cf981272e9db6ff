import { SavedView } from "../../models/saved-view.ts";
import type { SavedViewRecord } from "../../models/saved-view.ts";
import { AppError } from "../shared/app-error.ts";
import { newId } from "../shared/ids.ts";

const MAX_VIEWS = 200;

/** A user's own views of a website and those shared with the team, by name. */
export async function listSavedViews(websiteId: string, userId: string): Promise<SavedViewRecord[]> {
  const views = await SavedView.find({ websiteId, $or: [{ userId }, { shared: true }] }).limit(MAX_VIEWS).select({ _id: 0 }).lean<SavedViewRecord[]>();
  return views.sort((a, b) => a.name.localeCompare(b.name));
}

/** Keeps a view; one of the same page and name by the same user is replaced. Throws `bad_request` when there are too many. */
export async function saveView(view: Omit<SavedViewRecord, "viewId">): Promise<{ viewId: string }> {
  const same = await SavedView.findOne({ websiteId: view.websiteId, userId: view.userId, page: view.page, name: view.name }).lean<SavedViewRecord>();
  if (!same && (await SavedView.countDocuments({ websiteId: view.websiteId })) >= MAX_VIEWS) throw new AppError("bad_request", `A website may have ${MAX_VIEWS} saved views: delete some first`);
  const viewId = same?.viewId ?? newId("view");
  await SavedView.updateOne({ websiteId: view.websiteId, viewId }, { $set: { ...view, viewId } }, { upsert: true });
  return { viewId };
}

/** Removes a view of one's own. Throws `not_found`, also for another's. */
export async function removeView(options: { websiteId: string; viewId: string; userId: string }): Promise<void> {
  const { deletedCount } = await SavedView.deleteOne(options);
  if (deletedCount === 0) throw new AppError("not_found", "There is no such view of yours; a shared one is removed by who made it");
}
