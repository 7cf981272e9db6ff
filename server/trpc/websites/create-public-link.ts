import { createPublicLink as create } from "../../websites/public-link.ts";
import { websiteProcedure } from "../procedures.ts";

export const createPublicLink = websiteProcedure("settings")
  .meta({ does: "opened a public dashboard" })
  .mutation(async ({ ctx }) => {
    const { publicId } = await create(ctx.website._id);
    return { link: `${ctx.deps.appUrl}/share/${publicId}` };
  });
