import { revokePublicLink as revoke } from "../../websites/public-link.ts";
import { websiteProcedure } from "../procedures.ts";

export const revokePublicLink = websiteProcedure("settings")
  .meta({ does: "closed the public dashboard" })
  .mutation(async ({ ctx }) => {
    await revoke(ctx.website._id);
    return {};
  });
