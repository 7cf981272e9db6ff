import { z } from "zod";
import { revokeApiKey } from "../../auth/revoke-api-key.ts";
import { websiteProcedure } from "../procedures.ts";

export const revoke = websiteProcedure("settings")
  .meta({ does: "revoked an API key ({keyId})" })
  .input(z.object({ keyId: z.string().max(64) }))
  .mutation(async ({ ctx, input }) => {
    await revokeApiKey({ websiteId: ctx.website._id, keyId: input.keyId, now: ctx.deps.now() });
    return {};
  });
