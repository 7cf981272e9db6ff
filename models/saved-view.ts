import mongoose from "mongoose";

/** A page of a website with its query, kept under a name: by one user, or for the whole team. */
export type SavedViewRecord = {
  websiteId: string;
  viewId: string;
  /** Who made it. */
  userId: string;
  /** Seen by all who see the website. */
  shared: boolean;
  /** Path under the website: empty for the overview, `funnels` … */
  page: string;
  name: string;
  /** Without the question mark. */
  query: string;
  createdAt: Date;
};

const schema = new mongoose.Schema<SavedViewRecord>(
  {
    websiteId: { type: String, required: true },
    viewId: { type: String, required: true },
    userId: { type: String, required: true },
    shared: { type: Boolean, required: true },
    page: { type: String, default: "" },
    name: { type: String, required: true },
    query: { type: String, default: "" },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
schema.index({ websiteId: 1, viewId: 1 }, { unique: true });

export const SavedView = mongoose.model<SavedViewRecord>("SavedView", schema, "saved_views");
