import { listSavedViews } from "../../views/saved-views.ts";
import { websiteProcedure } from "../procedures.ts";

export const list = websiteProcedure("reports").query(async ({ ctx }) => {
  const views = await listSavedViews(ctx.website._id, ctx.user._id);
  return views.map(({ viewId, page, name, query, shared, userId }) => ({ viewId, page, name, query, shared, own: userId === ctx.user._id }));
});
