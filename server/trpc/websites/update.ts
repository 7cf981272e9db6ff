import { websiteChanges } from "../../websites/parse-website-input.ts";
import { updateWebsite } from "../../websites/update-website.ts";
import { websiteProcedure } from "../procedures.ts";

export const update = websiteProcedure("settings")
  .meta({ does: "changed settings: {changed}" })
  .input(websiteChanges)
  .mutation(async ({ ctx, input: { websiteId: _websiteId, ...changes } }) => {
    await updateWebsite(ctx.website._id, changes);
    ctx.trail.words["changed"] = Object.keys(changes).join(", ");
    return {};
  });
